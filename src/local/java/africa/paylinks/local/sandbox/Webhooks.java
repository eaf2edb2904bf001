package africa.paylinks.local.sandbox;

import africa.paylinks.local.time.LocalClock;
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

/** Sends webhooks to the product and records under the order how each attempt was answered. */
public final class Webhooks {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Map<String, Object> state;
    private final URI target;
    private final Orders orders;
    private final Clock clock;

    /**
     * Sends webhooks to one route.
     *
     * @param state objects that outlive a reload
     * @param target URL of the product's webhook route
     */
    public Webhooks(Map<String, Object> state, URI target, Orders orders, Clock clock) {
        this.state = state;
        this.target = target;
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * A webhook, the same in every attempt.
     *
     * @param reference order that records the attempts
     * @param delivery how the control endpoint asked to deliver it, recorded too
     * @param timeout how long the product may take to answer
     */
    public record Message(String reference, URI target, byte[] body, Map<String, String> headers, Delivery delivery, Duration timeout) {

        /** The same webhook for another URL with another time limit. */
        public Message to(URI url, Duration limit) {
            return new Message(reference, url, body, headers, delivery, limit);
        }
    }

    /** Makes a JSON webhook for the product's route; {@code headers} prove its origin. */
    public Message message(String reference, byte[] body, Map<String, String> headers, Delivery delivery) {
        return new Message(reference, target, body, headers, delivery, TIMEOUT);
    }

    /** Sends a webhook, and returns when an answer is accepted or all attempts are used. */
    public void send(Message message, RetryPolicy retries) throws InterruptedException {
        int attempt = 1;
        while (!retries.accepts().test(attempt(message, attempt)) && attempt <= retries.waits().size()) {
            LocalClock.sleep(clock, retries.waits().get(attempt - 1));
            attempt++;
        }
    }

    /** Sends a webhook, and returns after the first attempt; repetitions follow in the background. */
    public void sendThenRetry(Message message, RetryPolicy retries) throws InterruptedException {
        attemptThenRetry(message, retries, 1);
    }

    private void attemptThenRetry(Message message, RetryPolicy retries, int attempt) throws InterruptedException {
        if (!retries.accepts().test(attempt(message, attempt)) && attempt <= retries.waits().size()) {
            Background.after(clock, retries.waits().get(attempt - 1), () -> attemptThenRetry(message, retries, attempt + 1));
        }
    }

    private int attempt(Message message, int attempt) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(message.target()).timeout(message.timeout()).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()));
        message.headers().forEach(request::header);
        String at = clock.instant().toString();
        int status = 0;
        String answer;
        try {
            HttpResponse<String> response = client().send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            status = response.statusCode();
            answer = response.body();
        } catch (IOException e) {
            answer = String.valueOf(e);
        }
        record(message, attempt, at, status, answer);
        return status;
    }

    /** Made for the first webhook: it loads every certificate authority of the JDK, which the start need not wait for. */
    private HttpClient client() {
        return (HttpClient) state.computeIfAbsent("webhook-client", key -> HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build());
    }

    private void record(Message message, int attempt, String at, int status, String answer) {
        orders.update(message.reference(), order -> {
            ObjectNode sent = order.withArray("/webhooks").addObject();
            sent.put("at", at).put("body", new String(message.body(), StandardCharsets.UTF_8)).put("status", status).put("answer", answer)
                    .put("webhook", message.delivery().name().toLowerCase(Locale.ROOT)).put("try", attempt);
        });
    }
}
