package africa.paylinks.local.sandbox.paystack;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Hmac;
import africa.paylinks.local.sandbox.RetryPolicy;
import africa.paylinks.local.sandbox.Webhooks;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;

/** Sends webhooks signed with the secret key, and repeats them until the answer is 200; the first four times after 3 s, in production 3 minutes. */
final class PaystackWebhooks {

    private static final RetryPolicy RETRIES = new RetryPolicy(Collections.nCopies(4, Duration.ofSeconds(3)), status -> status == 200);

    private final Webhooks webhooks;
    private final Supplier<String> secretKey;

    PaystackWebhooks(Webhooks webhooks, Supplier<String> secretKey) {
        this.webhooks = webhooks;
        this.secretKey = secretKey;
    }

    void send(String reference, ObjectNode body, Delivery delivery) throws InterruptedException {
        byte[] bytes = Json.bytes(body);
        String secret = delivery == Delivery.FORGED ? "not-the-key" : secretKey.get();
        byte[] signature = Hmac.of("HmacSHA512", secret.getBytes(StandardCharsets.UTF_8), bytes);
        Map<String, String> headers = Map.of("x-paystack-signature", HexFormat.of().formatHex(signature));
        webhooks.sendThenRetry(webhooks.message(reference, bytes, headers, delivery), delivery == Delivery.FORGED ? RetryPolicy.NONE : RETRIES);
    }
}
