package africa.paylinks.fluid;

import africa.paylinks.local.sandbox.fluid.SimulatedFluid;
import africa.paylinks.provider.ProviderExamples;
import africa.paylinks.secrets.Secret;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** FLUID in the tests of all providers. */
public final class FluidExamples implements ProviderExamples {

    @Override
    public String provider() {
        return "fluid";
    }

    @Override
    public String creation() {
        return "create-payment-link/fluid-phone";
    }

    @Override
    public String check() {
        return "checkout-page/status";
    }

    @Override
    public String success() {
        return "fluid-webhook/completed";
    }

    @Override
    public Terms terms() {
        return new Terms("GHS", "momo");
    }

    @Override
    public List<Authentication> authentications() {
        return List.of(new Authentication("guide", Map.of("paylinks.fluid.dialect", "guide"), FluidExamples::signature),
                new Authentication("reference", Map.of("paylinks.fluid.dialect", "reference"), FluidExamples::signature));
    }

    private static Map<String, String> signature(byte[] body) {
        return Map.of("x-fluid-signature", HexFormat.of().formatHex(Secret.of(SimulatedFluid.WEBHOOK_SECRET).hmacSha256(body)));
    }
}
