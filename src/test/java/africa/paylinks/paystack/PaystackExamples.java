package africa.paylinks.paystack;

import africa.paylinks.local.sandbox.paystack.SimulatedPaystack;
import africa.paylinks.provider.ProviderExamples;
import africa.paylinks.secrets.Secret;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Paystack in the tests of all providers. */
public final class PaystackExamples implements ProviderExamples {

    @Override
    public String provider() {
        return "paystack";
    }

    @Override
    public String creation() {
        return "create-payment-link/paystack";
    }

    @Override
    public String check() {
        return "checkout-page/page-returned";
    }

    @Override
    public String success() {
        return "paystack-webhook/charge-success";
    }

    @Override
    public Optional<String> refund() {
        return Optional.of("paystack-webhook/refund-processed");
    }

    @Override
    public Terms terms() {
        return new Terms("NGN", "card");
    }

    @Override
    public List<Authentication> authentications() {
        return List.of(new Authentication("hmac", body -> Map.of("x-paystack-signature",
                HexFormat.of().formatHex(Secret.of(SimulatedPaystack.SECRET_KEY).hmac("HmacSHA512", body)))));
    }
}
