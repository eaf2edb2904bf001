package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.provider.ProviderContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** Kkiapay does what every provider owes. */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class KkiapayContractTest extends ProviderContract {

    @Override
    protected String provider() {
        return "kkiapay";
    }

    @Override
    protected JsonObject request() {
        return Json.object().put("amount", "5000").put("currency", "XOF").put("method", "momo");
    }

    @Override
    protected Map<String, String> signed(byte[] body) {
        return Map.of("x-kkiapay-secret", "local-kkiapay-secret");
    }

    /** The widget is a page whose address needs no call. */
    @Override
    protected int callsPerCreation() {
        return 0;
    }

    @Override
    protected Optional<String> transactionId(JsonValue known) {
        return Optional.of(known.path("transactionId").asText());
    }

    @Override
    protected Optional<String> fee() {
        return Optional.of("95");
    }
}
