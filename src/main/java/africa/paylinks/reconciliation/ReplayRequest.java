package africa.paylinks.reconciliation;

import africa.paylinks.http.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to do again: exactly one of {@code webhook}, {@code payment}, {@code from}, {@code deadLetters} and
 * {@code events}.
 *
 * @param webhook     one webhook
 * @param payment     all webhooks that speak of this payment
 * @param provider    whose webhooks, for a stretch of time
 * @param from        the earliest time that they came, ISO 8601
 * @param to          before which they came; now when it is missing
 * @param all         whether also those of the stretch that are settled; else only those that wait or were given up
 * @param cursor      where the answer before ended
 * @param deadLetters {@code deals} or {@code notifications}, whose dead letters go back to their queue
 * @param events      what events are published once more: the payment whose they are, or an object of {@code from} and
 *                    {@code to} that says when they happened
 */
@RegisterForReflection
public record ReplayRequest(WebhookName webhook, String payment, String provider, String from, String to, boolean all,
        String cursor, String deadLetters, JsonValue events) {

    /** A webhook by its name, as it is in the table's key {@code WEBHOOK#<provider>#<key>}. */
    @RegisterForReflection
    public record WebhookName(String provider, String key) {
    }

    /** How many of the five are there. */
    long kinds() {
        return Stream.of(webhook, payment, from, deadLetters, events).flatMap(given -> Optional.ofNullable(given).stream()).count();
    }
}
