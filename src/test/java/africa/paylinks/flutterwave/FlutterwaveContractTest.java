package africa.paylinks.flutterwave;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.provider.ProviderContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** Flutterwave does what every provider owes. */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class FlutterwaveContractTest extends ProviderContract {

    @Override
    protected String provider() {
        return "flutterwave";
    }

    @Override
    protected JsonObject request() {
        JsonObject request = Json.object().put("amount", "150.00").put("currency", "USD").put("method", "card");
        request.putObject("customer").put("email", "ada@example.com").put("name", "Ada");
        return request;
    }

    @Override
    protected Map<String, String> signed(byte[] body) {
        return Map.of("verif-hash", "local-flutterwave-hash");
    }

    @Override
    protected Optional<String> fee() {
        return Optional.of("5.70");
    }
}
