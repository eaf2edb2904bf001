package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Hmac;
import africa.paylinks.local.sandbox.RetryPolicy;
import africa.paylinks.local.sandbox.Webhooks;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sends webhooks with the signature headers of both API versions, of which the product checks one, and repeats them up to three times until the answer is 200.
 */
final class FlutterwaveWebhooks {

    private static final int REPETITIONS = 3;
    private static final String FORGED_HASH = "not-the-hash";

    private final Webhooks webhooks;
    private final Supplier<String> hash;
    private final Duration interval;

    /**
     * Configures what the merchant sets on the dashboard.
     *
     * @param hash the secret hash
     * @param interval time between repetitions; 30 minutes in production
     */
    FlutterwaveWebhooks(Webhooks webhooks, Supplier<String> hash, Duration interval) {
        this.webhooks = webhooks;
        this.hash = hash;
        this.interval = interval;
    }

    void send(String reference, ObjectNode body, Delivery delivery) throws InterruptedException {
        byte[] bytes = Json.bytes(body);
        String secret = delivery == Delivery.FORGED ? FORGED_HASH : hash.get();
        Map<String, String> headers = Map.of("verif-hash", secret,
                "flutterwave-signature", Base64.getEncoder().encodeToString(Hmac.sha256(secret, bytes)));
        webhooks.sendThenRetry(webhooks.message(reference, bytes, headers, delivery), delivery == Delivery.FORGED ? RetryPolicy.NONE
                : new RetryPolicy(Collections.nCopies(REPETITIONS, interval), status -> status == 200));
    }
}
