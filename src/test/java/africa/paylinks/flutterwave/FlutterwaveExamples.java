package africa.paylinks.flutterwave;

import africa.paylinks.local.sandbox.flutterwave.SimulatedFlutterwave;
import africa.paylinks.provider.ProviderExamples;
import java.util.List;
import java.util.Map;

/** Flutterwave in the tests of all providers. */
public final class FlutterwaveExamples implements ProviderExamples {

    @Override
    public String provider() {
        return "flutterwave";
    }

    @Override
    public String creation() {
        return "create-payment-link/flutterwave";
    }

    @Override
    public String check() {
        return "checkout-page/page-returned";
    }

    @Override
    public String success() {
        return "flutterwave-webhook/successful";
    }

    @Override
    public Terms terms() {
        return new Terms("GHS", "card");
    }

    @Override
    public List<Authentication> authentications() {
        return List.of(new Authentication("static", body -> Map.of("verif-hash", SimulatedFlutterwave.WEBHOOK_HASH)));
    }
}
