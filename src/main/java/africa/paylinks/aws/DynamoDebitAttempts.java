package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.DebitAttempts;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Counts debits in DynamoDB: on the payment, and per number in an item that expires. */
@Singleton
public final class DynamoDebitAttempts implements DebitAttempts {

    private static final String ATTEMPTS = "debitAttempts";
    private static final String REFUSALS = "debitRefusals";
    private static final String ASKED_AT = "debitAskedAt";
    private static final int MAX_ATTEMPTS = 3;
    /** DynamoDB deletes expired items late, which does no harm here. */
    private static final Duration LIFE = NUMBER_WINDOW.plus(NUMBER_WINDOW);

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final String table;
    private final int maxPerNumber;

    public DynamoDebitAttempts(DynamoDbClient client, StoreConfig config, DebitsConfig debits) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.table = config.table();
        this.maxPerNumber = debits.perNumber();
    }

    @Override
    public Claim claim(String paymentId, String phone, Instant now) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Map<String, AttributeValue> payment = payment(paymentId);
            int made = count(payment, ATTEMPTS);
            Optional<Claim> refusal = refusal(payment, made, now);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            Instant window = Instant.ofEpochSecond(now.getEpochSecond() / NUMBER_WINDOW.toSeconds() * NUMBER_WINDOW.toSeconds());
            Optional<Transactions.Refusal> refused = transactions.write(List.of(countAttempt(paymentId, made, now), countNumber(phone, window)));
            if (refused.isEmpty()) {
                return new Granted(made + 1);
            }
            if (!refused.get().by(0)) {
                return new NumberLimited(window.plus(NUMBER_WINDOW));
            }
        }
        // Other claims won each time, or the payment is no longer open.
        return new Unanswered();
    }

    private static Optional<Claim> refusal(Map<String, AttributeValue> payment, int made, Instant now) {
        if (made == 0) {
            return Optional.empty();
        }
        Instant until = Item.time(payment, ASKED_AT).plus(PAUSES.get(Math.min(made, PAUSES.size()) - 1));
        if (now.isBefore(until) && count(payment, REFUSALS) < made) {
            return Optional.of(new Unanswered());
        }
        if (made >= MAX_PER_PAYMENT) {
            return Optional.of(new Exhausted());
        }
        return now.isBefore(until) ? Optional.of(new TooEarly(until)) : Optional.empty();
    }

    private TransactWriteItem countAttempt(String paymentId, int made, Instant now) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":next", number(made + 1), ":now", time(now),
                ":pending", number(PaymentStatus.PENDING.rank())));
        if (made > 0) {
            values.put(":made", number(made));
        }
        return TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.payment(paymentId))
                // An unanswered attempt counts as ended once the next one starts.
                .updateExpression("SET debitAttempts = :next, debitAskedAt = :now, debitRefusals = " + (made > 0 ? ":made" : ":none"))
                .conditionExpression("#rank = :pending AND "
                        + (made > 0 ? "debitAttempts = :made" : "(attribute_not_exists(debitAttempts) OR debitAttempts = :none)"))
                .expressionAttributeNames(Map.of("#rank", "rank"))
                .expressionAttributeValues(withNone(values, made)).build()).build();
    }

    private static Map<String, AttributeValue> withNone(Map<String, AttributeValue> values, int made) {
        if (made == 0) {
            values.put(":none", number(0));
        }
        return values;
    }

    /** The number itself is not stored, only its hash. */
    private TransactWriteItem countNumber(String phone, Instant window) {
        return TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.debits(phone, window))
                .updateExpression("SET #ttl = :ttl ADD debits :one")
                .conditionExpression("attribute_not_exists(debits) OR debits < :most")
                .expressionAttributeNames(Map.of("#ttl", "ttl"))
                .expressionAttributeValues(Map.of(":one", number(1), ":most", number(maxPerNumber),
                        ":ttl", number(window.plus(LIFE).getEpochSecond()))).build()).build();
    }

    @Override
    public boolean isExhausted(String paymentId) {
        Map<String, AttributeValue> payment = payment(paymentId);
        return count(payment, ATTEMPTS) >= MAX_PER_PAYMENT && count(payment, REFUSALS) >= MAX_PER_PAYMENT;
    }

    @Override
    public void refused(Payment payment, int attempt, Failure failure, Instant at) {
        Map<String, AttributeValue> line = Item.of(Keys.history(payment.id(), at, "98-DEBIT-REFUSED-" + attempt))
                .put("at", time(at))
                .put("unchanged", text(payment.status().name()))
                .put("cause", text(Cause.CUSTOMER.wireName()))
                .put("detail", texts(Map.of("debit", "refused", "attempt", Integer.toString(attempt), "failure", failure.code(),
                        "message", failure.message()))).attributes();
        TransactWriteItem entry = TransactWriteItem.builder().put(Put.builder().tableName(table).item(line).build()).build();
        boolean ended = transactions.write(List.of(entry,
                TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.payment(payment.id()))
                        .updateExpression("SET debitRefusals = :attempt")
                        .conditionExpression("debitAttempts >= :attempt AND debitRefusals < :attempt")
                        .expressionAttributeValues(Map.of(":attempt", number(attempt))).build()).build())).isPresent();
        if (ended) {
            // The provider took longer than the pause, and the next attempt has started: that ended this one.
            transactions.write(List.of(entry));
        }
    }

    @Override
    public void withdraw(String paymentId, int attempt) {
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.payment(paymentId))
                .updateExpression("SET debitAttempts = :before")
                .conditionExpression("debitAttempts = :attempt")
                .expressionAttributeValues(Map.of(":attempt", number(attempt), ":before", number(attempt - 1)))));
    }

    private Map<String, AttributeValue> payment(String paymentId) {
        return Transactions.call(() -> client.getItem(request -> request.tableName(table).key(Keys.payment(paymentId))
                .consistentRead(true))).item();
    }

    private static int count(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? (int) number(item, name) : 0;
    }
}
