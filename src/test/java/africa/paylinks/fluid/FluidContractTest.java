package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.provider.ProviderContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Fluid does what every provider owes. */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class FluidContractTest extends ProviderContract {

    @Override
    protected String provider() {
        return "fluid";
    }

    /** The number whose holder has to agree by hand, so that nothing settles by itself. */
    @Override
    protected JsonObject request() {
        JsonObject request = Json.object().put("amount", "50.00").put("currency", "GHS").put("method", "momo");
        request.putObject("customer").put("phone", "+233244444444");
        return request;
    }

    @Override
    protected Map<String, String> signed(byte[] body) {
        return Map.of("X-Fluid-Signature", HexFormat.of().formatHex(hmac("local-fluid-secret", body)));
    }
}
