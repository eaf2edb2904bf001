package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens a payment's link in place of a customer. KKiaPay learns of a payment when its page opens, but control requests may name payments whose page is not open yet.
 */
public interface LinkOpener {

    /**
     * Returns the settings of the page of a payment; empty when there is no such link.
     *
     * @throws InterruptedException when the sandbox is being stopped
     */
    Optional<WidgetSettings> open(String reference) throws InterruptedException;

    /** Finds no link at all. */
    static LinkOpener none() {
        return reference -> Optional.empty();
    }

    /**
     * Reads the payment from the product's API.
     *
     * @param keys API keys of the merchants whose payments it finds
     */
    static LinkOpener at(URI api, List<String> keys) {
        return reference -> {
            for (String key : reference.matches("[A-Za-z0-9_]+") ? keys : List.<String>of()) {
                try {
                    HttpResponse<byte[]> answer = Client.HTTP.send(HttpRequest.newBuilder(URI.create(api + "/payments/" + reference)).timeout(Duration.ofSeconds(10))
                            .header("Authorization", "Bearer " + key).build(), HttpResponse.BodyHandlers.ofByteArray());
                    if (answer.statusCode() == 200) {
                        return settings(api, Json.readObject(answer.body()));
                    }
                } catch (IOException e) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        };
    }

    private static Optional<WidgetSettings> settings(URI api, ObjectNode payment) {
        if (!payment.path("provider").asText().equals("kkiapay")) {
            return Optional.empty();
        }
        String id = payment.path("id").asText();
        return Optional.of(new WidgetSettings(payment.path("amount").asLong(), id, id, api + "/pay/" + id, payment.path("description").asText(""), "",
                Set.of(payment.path("method").asText())));
    }

    /** Made for the first page: it loads every certificate authority of the JDK, which the start need not wait for. */
    final class Client {

        private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

        private Client() {
        }
    }
}
