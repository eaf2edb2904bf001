package africa.paylinks.local.sandbox;

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

/** Sends webhooks to the product and writes down how each was answered. */
public final class Webhooks {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI target;
    private final HttpClient client;
    private final Orders orders;
    private final Clock clock;

    /**
     * Prepares for sending.
     *
     * @param kept objects that outlive a reload
     * @param target URL of the product's webhook route
     */
    public Webhooks(Map<String, Object> kept, URI target, Orders orders, Clock clock) {
        this.target = target;
        this.client = (HttpClient) kept.computeIfAbsent("webhook-client", key -> HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build());
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * Sends one, whatever comes of it.
     *
     * @param reference order under which the answer is written down
     * @param delivery how it was asked to arrive, written down too
     * @return HTTP status of the answer, 0 when there was none
     */
    public int send(String reference, byte[] body, Map<String, String> headers, Delivery delivery) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(PATIENCE).POST(HttpRequest.BodyPublishers.ofByteArray(body));
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
                    .put("webhook", delivery.name().toLowerCase(Locale.ROOT));
        });
        return answeredWith;
    }
}
