package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Orders;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends webhooks as FLUID does: a short time to acknowledge, and up to five more tries, each after twice as long, when there is no answer or one that
 * says "not now". Every try is written down under its order.
 */
public final class FluidWebhooks {

    private static final int TRIES = 6;
    private static final Set<Integer> NOT_NOW = Set.of(0, 408, 429);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

    private final URI subscription;
    private final HttpClient client;
    private final Orders orders;
    private final FluidTiming timing;
    private final Clock clock;

    /**
     * Prepares for sending.
     *
     * @param kept objects that outlive a reload
     * @param subscription where webhooks go when a debit names no URL of its own
     */
    public FluidWebhooks(Map<String, Object> kept, URI subscription, Orders orders, FluidTiming timing, Clock clock) {
        this.subscription = subscription;
        this.client = (HttpClient) kept.computeIfAbsent("webhook-client", key -> HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build());
        this.orders = orders;
        this.timing = timing;
        this.clock = clock;
    }

    /**
     * Sends one and returns when the first try is over; further ones follow by themselves.
     *
     * @param callback URL that the debit named, or empty text
     */
    void send(String reference, String callback, byte[] body, Map<String, String> headers, Delivery delivery) throws InterruptedException {
        attempt(reference, target(callback), body, headers, delivery, 1);
    }

    private void attempt(String reference, URI target, byte[] body, Map<String, String> headers, Delivery delivery, int count)
            throws InterruptedException {
        int status = post(reference, target, body, headers, delivery, count);
        if (count == TRIES || !NOT_NOW.contains(status) && status < 500) {
            return;
        }
        long wait = timing.retryAfter().toMillis() << (count - 1);
        wait += ThreadLocalRandom.current().nextLong(wait / 10 + 1);
        CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS, FluidWebhooks::inThread).execute(() -> {
            try {
                attempt(reference, target, body, headers, delivery, count + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private int post(String reference, URI target, byte[] body, Map<String, String> headers, Delivery delivery, int count)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(timing.acknowledgeWithin())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        String at = clock.instant().toString();
        int status = 0;
        String answer;
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            status = response.statusCode();
            answer = response.body();
        } catch (IOException e) {
            answer = String.valueOf(e);
        }
        int answeredWith = status;
        String answered = answer;
        orders.update(reference, order -> {
            ObjectNode sent = order.withArray("/webhooks").addObject();
            sent.put("at", at).put("body", new String(body, StandardCharsets.UTF_8)).put("status", answeredWith).put("answer", answered)
                    .put("webhook", delivery.name().toLowerCase(Locale.ROOT)).put("try", count);
        });
        return status;
    }

    /** The sandbox calls nobody outside this machine, whatever URL it is given. */
    private URI target(String callback) {
        try {
            URI uri = URI.create(callback);
            return uri.getHost() != null && LOOPBACK.contains(uri.getHost()) ? uri : subscription;
        } catch (IllegalArgumentException notAUrl) {
            return subscription;
        }
    }

    static void inThread(Runnable work) {
        Thread thread = new Thread(work, "local-fluid");
        thread.setDaemon(true);
        thread.start();
    }
}
