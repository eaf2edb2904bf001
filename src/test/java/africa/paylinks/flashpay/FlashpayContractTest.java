package africa.paylinks.flashpay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.provider.ProviderContract;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Flashpay does what every provider owes. */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class FlashpayContractTest extends ProviderContract {

    @Override
    protected String provider() {
        return "flashpay";
    }

    @Override
    protected JsonObject request() {
        return Json.object().put("amount", "150.00").put("currency", "NGN").put("method", "bank-transfer");
    }

    @Override
    protected Map<String, String> signed(byte[] body) {
        String timestamp = Long.toString(Clock.systemUTC().instant().getEpochSecond());
        return Map.of("X-Webhook-Timestamp", timestamp, "X-Webhook-Signature", HexFormat.of().formatHex(
                hmac("local-flashpay-secret", (timestamp + ".").getBytes(StandardCharsets.US_ASCII), body)));
    }
}
