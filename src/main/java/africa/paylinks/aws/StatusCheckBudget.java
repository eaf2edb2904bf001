package africa.paylinks.aws;

import africa.paylinks.payment.PaymentStore.Asker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How often a provider is asked about one payment: each pause is half as long again as the one before, up to five minutes, and
 * the first is short again when nobody has asked for half an hour. So a customer who waits learns soon, and however many ask
 * for however long, questions stay few and never end.
 */
final class StatusCheckBudget {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(30);

    private final DynamoDbClient client;
    private final String table;

    StatusCheckBudget(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** Takes the next question, if it is time for it; empty then, else when it is. */
    Optional<Instant> claim(String paymentId, Asker asker, Instant now, Duration interval) {
        String askedAt = asker.name().toLowerCase(Locale.ROOT) + "AskedAt";
        String pause = asker.name().toLowerCase(Locale.ROOT) + "AskPauseMillis";
        Map<String, AttributeValue> seen = Transactions.call(() -> client.getItem(request -> request.tableName(table)
                .key(Keys.payment(paymentId)).consistentRead(true).projectionExpression(askedAt + ", " + pause))).item();
        Optional<Instant> last = Optional.of(seen).filter(item -> item.containsKey(askedAt)).map(item -> Item.time(item, askedAt));
        Duration wait = last.filter(at -> at.plus(FORGOTTEN_AFTER).isAfter(now)).map(at -> Duration.ofMillis(Item.number(seen, pause)))
                .orElse(Duration.ZERO);
        Optional<Instant> next = last.map(at -> at.plus(wait)).filter(now::isBefore);
        if (next.isPresent()) {
            return next;
        }
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":now", Item.time(now),
                ":pause", Item.number(longer(wait, interval).toMillis())));
        last.ifPresent(at -> values.put(":last", Item.time(at)));
        boolean taken = Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.payment(paymentId))
                .updateExpression("SET " + askedAt + " = :now, " + pause + " = :pause")
                .conditionExpression("attribute_exists(pk) AND "
                        + (last.isPresent() ? askedAt + " = :last" : "attribute_not_exists(" + askedAt + ")"))
                .expressionAttributeValues(values)));
        return taken ? Optional.empty() : Optional.of(now.plus(interval));
    }

    private static Duration longer(Duration wait, Duration interval) {
        Duration longer = wait.isZero() ? interval : wait.multipliedBy(3).dividedBy(2);
        return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
}
