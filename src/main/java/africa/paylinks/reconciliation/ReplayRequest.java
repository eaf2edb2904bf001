package africa.paylinks.reconciliation;

import africa.paylinks.http.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to replay: exactly one of {@code webhook}, {@code payment}, {@code from}, {@code deadLetters}, {@code events} and
 * {@code refunds}.
 *
 * @param webhook     one webhook
 * @param payment     all webhooks about this payment
 * @param provider    the provider whose webhooks of a time range are replayed
 * @param from        start of the range of arrival times, inclusive, ISO 8601
 * @param to          end of the range, exclusive; now when missing
 * @param all         whether to replay settled webhooks as well; otherwise only those that wait or were given up
 * @param cursor      the cursor of the previous answer
 * @param deadLetters {@code deals}, {@code notifications}, {@code webhooks} or {@code subscriptions}: redrives these dead
 *                    letters to their queue
 * @param events      which events to republish: the id of a payment, subscription or transfer, or an object with {@code from} and
 *                    {@code to}, the times at which they happened
 * @param refunds     ids of payments whose refunds are booked as the provider lists them, after the table was restored
 */
@RegisterForReflection
public record ReplayRequest(WebhookName webhook, String payment, String provider, String from, String to, boolean all,
        String cursor, String deadLetters, JsonValue events, List<String> refunds) {

    /** A webhook's identity, as in the table's key {@code WEBHOOK#<provider>#<key>}. */
    @RegisterForReflection
    public record WebhookName(String provider, String key) {
    }

    /** How many of the six are set. */
    long kinds() {
        return Stream.of(webhook, payment, from, deadLetters, events, refunds).flatMap(given -> Optional.ofNullable(given).stream()).count();
    }
}
