package africa.paylinks.paystack;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.provider.ProviderContract;
import africa.paylinks.secrets.Secret;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** Paystack fulfils the contract of every provider. */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@Tag("slow")
class PaystackContractTest extends ProviderContract {

    @Override
    protected String provider() {
        return "paystack";
    }

    @Override
    protected JsonObject request() {
        JsonObject request = Json.object().put("amount", "150.00").put("currency", "NGN").put("method", "card");
        request.putObject("customer").put("email", "ada@example.com").put("name", "Ada");
        return request;
    }

    @Override
    protected Map<String, String> signed(byte[] body) {
        return Map.of("X-Paystack-Signature", HexFormat.of().formatHex(Secret.of("local-paystack-key").hmac("HmacSHA512", body)));
    }

    /** Paystack documents webhooks for successful charges only. */
    @Override
    protected boolean reportsFailures() {
        return false;
    }

    /** Paystack accepts a reference once and returns its page once, so a second transaction takes its place. */
    @Override
    protected int transactionsOfARepeatedCreation() {
        return 2;
    }

    /** Paystack queues refunds. */
    @Override
    protected boolean refundsAtOnce() {
        return false;
    }

    @Override
    protected String inMessages(String id) {
        return PaystackReference.of(id);
    }

    @Override
    protected Optional<String> fee() {
        return Optional.of("2.25");
    }
}
