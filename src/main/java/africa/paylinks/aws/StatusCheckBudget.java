package africa.paylinks.aws;

import africa.paylinks.payment.PaymentStore.StatusCheckCaller;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Limits how often a provider is asked about one payment. Each pause is 1.5 times the previous one, up to five minutes; it
 * resets after half an hour without a check. A waiting customer gets an answer soon, and the number of checks stays small
 * however many callers ask.
 */
final class StatusCheckBudget {

    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    private static final Duration RESET_AFTER = Duration.ofMinutes(30);

    private final DynamoDbClient client;
    private final String table;

    StatusCheckBudget(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** Claims the next check; empty when it is due, otherwise the time when it is. */
    Optional<Instant> claim(String paymentId, StatusCheckCaller caller, Instant now, Duration interval) {
        String requestedAt = caller.name().toLowerCase(Locale.ROOT) + "AskedAt";
        String pause = caller.name().toLowerCase(Locale.ROOT) + "AskPauseMillis";
        Map<String, AttributeValue> seen = Transactions.call(() -> client.getItem(request -> request.tableName(table)
                .key(Keys.payment(paymentId)).consistentRead(true).projectionExpression(requestedAt + ", " + pause))).item();
        Optional<Instant> last = Optional.of(seen).filter(item -> item.containsKey(requestedAt)).map(item -> Item.time(item, requestedAt));
        Duration wait = last.filter(at -> at.plus(RESET_AFTER).isAfter(now)).map(at -> Duration.ofMillis(Item.number(seen, pause)))
                .orElse(Duration.ZERO);
        Optional<Instant> next = last.map(at -> at.plus(wait)).filter(now::isBefore);
        if (next.isPresent()) {
            return next;
        }
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":now", Item.time(now),
                ":pause", Item.number(longer(wait, interval).toMillis())));
        last.ifPresent(at -> values.put(":last", Item.time(at)));
        boolean taken = Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.payment(paymentId))
                .updateExpression("SET " + requestedAt + " = :now, " + pause + " = :pause")
                .conditionExpression("attribute_exists(pk) AND "
                        + (last.isPresent() ? requestedAt + " = :last" : "attribute_not_exists(" + requestedAt + ")"))
                .expressionAttributeValues(values)));
        return taken ? Optional.empty() : Optional.of(now.plus(interval));
    }

    private static Duration longer(Duration wait, Duration interval) {
        Duration longer = wait.isZero() ? interval : wait.multipliedBy(3).dividedBy(2);
        return longer.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : longer;
    }
}
