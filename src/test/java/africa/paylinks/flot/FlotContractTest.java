package africa.paylinks.flot;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.provider.ProviderContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Flot does what every provider owes. */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class FlotContractTest extends ProviderContract {

    @Override
    protected String provider() {
        return "flot";
    }

    @Override
    protected JsonObject request() {
        return Json.object().put("amount", "50.00").put("currency", "SLE").put("method", "momo");
    }

    @Override
    protected Map<String, String> signed(byte[] body) {
        return Map.of("Authorization", "Basic "
                + Base64.getEncoder().encodeToString("flot:local-flot-password".getBytes(StandardCharsets.UTF_8)));
    }

    /** The developers page knows no status call, and its webhook no amount. */
    @Override
    protected boolean reportsAmount() {
        return false;
    }
}
