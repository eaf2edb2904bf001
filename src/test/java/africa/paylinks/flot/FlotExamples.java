package africa.paylinks.flot;

import africa.paylinks.local.sandbox.flot.SimulatedFlot;
import africa.paylinks.provider.ProviderExamples;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Flot in the tests of all providers. */
public final class FlotExamples implements ProviderExamples {

    @Override
    public String provider() {
        return "flot";
    }

    @Override
    public String creation() {
        return "create-payment-link/momo";
    }

    @Override
    public String check() {
        return "checkout-page/status";
    }

    @Override
    public String success() {
        return "flot-webhook/completed";
    }

    @Override
    public Terms terms() {
        return new Terms("SLE", "momo");
    }

    @Override
    public List<Authentication> authentications() {
        String credentials = SimulatedFlot.WEBHOOK_USER + ":" + SimulatedFlot.WEBHOOK_PASSWORD;
        return List.of(new Authentication("basic", body -> Map.of("authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))));
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("paylinks.flot.dialect", "merchant-guide");
    }
}
