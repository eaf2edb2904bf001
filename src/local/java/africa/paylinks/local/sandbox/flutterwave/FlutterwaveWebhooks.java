package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Webhooks;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sends webhooks with the proofs of both API versions, of which the product looks at one, and repeats three times what was not answered with 200.
 */
final class FlutterwaveWebhooks {

    private static final int REPETITIONS = 3;
    private static final String FORGED_HASH = "not-the-hash";

    private final Webhooks webhooks;
    private final Supplier<String> hash;
    private final Duration interval;

    /**
     * Takes what the merchant has set on the dashboard.
     *
     * @param hash the secret hash
     * @param interval time between repetitions, 30 minutes at Flutterwave
     */
    FlutterwaveWebhooks(Webhooks webhooks, Supplier<String> hash, Duration interval) {
        this.webhooks = webhooks;
        this.hash = hash;
        this.interval = interval;
    }

    void send(String reference, ObjectNode body, Delivery delivery) throws InterruptedException {
        byte[] bytes = Json.bytes(body);
        String secret = delivery == Delivery.FORGED ? FORGED_HASH : hash.get();
        Map<String, String> headers = Map.of("Content-Type", "application/json", "verif-hash", secret, "flutterwave-signature", signature(secret, bytes));
        int answered = webhooks.send(reference, bytes, headers, delivery);
        if (answered != 200 && delivery != Delivery.FORGED) {
            repeat(reference, bytes, headers, delivery, REPETITIONS);
        }
    }

    private void repeat(String reference, byte[] bytes, Map<String, String> headers, Delivery delivery, int left) {
        if (left > 0) {
            CompletableFuture.delayedExecutor(interval.toMillis(), TimeUnit.MILLISECONDS, newThread()).execute(() -> {
                try {
                    if (webhooks.send(reference, bytes, headers, delivery) != 200) {
                        repeat(reference, bytes, headers, delivery, left - 1);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private static Executor newThread() {
        return work -> {
            Thread thread = new Thread(work, "local-flutterwave-webhook");
            thread.setDaemon(true);
            thread.start();
        };
    }

    private static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
