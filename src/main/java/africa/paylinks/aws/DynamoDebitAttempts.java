package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.Debits;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.DebitAttempts;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Counts debits in DynamoDB: on the payment, and per number in an item that expires. */
@Singleton
public final class DynamoDebitAttempts implements DebitAttempts {

    private static final String ATTEMPTS = "debitAttempts";
    private static final String REFUSALS = "debitRefusals";
    private static final String ASKED_AT = "debitAskedAt";
    private static final String REFERENCE = "providerReference";
    private static final int MAX_ATTEMPTS = 3;
    /** The longest time in which a payment's debits are open. */
    private static final Duration REMEMBERED = Duration.ofDays(7);
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
            Instant window = window(now);
            int debit = debit(payment);
            Optional<Transactions.Refusal> refused = transactions.write(List.of(countAttempt(paymentId, made, now), countNumber(phone, window),
                    asked(paymentId, phone, debit, now)));
            if (refused.isEmpty()) {
                return new Granted(made + 1, debit);
            }
            if (!refused.get().by(0)) {
                return refused.get().by(1) ? new NumberLimited(window.plus(NUMBER_WINDOW)) : new SameNumber();
            }
        }
        // Other claims won each time, or the payment is no longer open.
        return new Unanswered();
    }

    @Override
    public Claim claimCorrection(Payment payment, String phone, Instant now) {
        Map<String, AttributeValue> item = payment(payment.id());
        // A debit that started with the payment's creation counts too.
        int made = Math.max(1, count(item, ATTEMPTS));
        Optional<String> reference = text(item, REFERENCE);
        // The caller follows the debit that it read. Another one would not be followed.
        boolean isRead = reference.equals(payment.providerReference()) && debit(item) == payment.debits().current();
        if (reference.isEmpty() || !isRead || !Debits.allowsCorrection(payment.id())) {
            return new Unanswered();
        }
        Optional<String> atCreation = payment.terms().customer().phone().filter(any -> count(item, ATTEMPTS) == 0);
        if (atCreation.filter(phone::equals).isPresent()) {
            return new SameNumber();
        }
        if (made >= MAX_PER_PAYMENT) {
            return new Exhausted();
        }
        Instant until = (item.containsKey(ASKED_AT) ? Item.time(item, ASKED_AT) : payment.terms().createdAt()).plus(PAUSES.get(made - 1));
        if (now.isBefore(until)) {
            return new TooEarly(until);
        }
        Instant window = window(now);
        List<TransactWriteItem> writes = new ArrayList<>(List.of(replaceDebit(payment.id(), item, made, reference.get(), now),
                countNumber(phone, window), asked(payment.id(), phone, made + 1, now), line(payment, made + 1, "corrected", Map.of(), now)));
        atCreation.ifPresent(first -> writes.add(asked(payment.id(), first, 1, now)));
        Optional<Transactions.Refusal> refused = transactions.write(writes);
        if (refused.isEmpty()) {
            return new Granted(made + 1, made + 1);
        }
        return refused.get().by(0) ? new Unanswered() : refused.get().by(1) ? new NumberLimited(window.plus(NUMBER_WINDOW)) : new SameNumber();
    }

    /** The debit so far becomes an earlier one. */
    private TransactWriteItem replaceDebit(String paymentId, Map<String, AttributeValue> item, int made, String reference, Instant now) {
        int before = debit(item);
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":next", number(made + 1), ":made", number(made), ":now", time(now),
                ":pending", number(PaymentStatus.PENDING.rank()), ":reference", text(reference)));
        return TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.payment(paymentId))
                .updateExpression("SET debitAttempts = :next, debitAskedAt = :now, debitRefusals = :made, debit = :next, "
                        + PaymentItem.DEBIT_REFERENCE + before + " = :reference REMOVE providerReference, providerKey")
                .conditionExpression("#rank = :pending AND providerReference = :reference AND "
                        + (item.containsKey(ATTEMPTS) ? "debitAttempts = :made" : "attribute_not_exists(debitAttempts)"))
                .expressionAttributeNames(Map.of("#rank", "rank"))
                .expressionAttributeValues(values).build()).build();
    }

    @Override
    public void corrected(Payment payment, int debit, String providerReference) {
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.payment(payment.id()))
                .updateExpression("SET " + PaymentItem.DEBIT_REFERENCE + debit + " = :reference")
                .conditionExpression("debit >= :debit")
                .expressionAttributeValues(Map.of(":reference", text(providerReference), ":debit", number(debit)))));
    }

    @Override
    public void revertCorrection(Payment payment, int debit, String phone) {
        String reference = payment.providerReference().orElseThrow();
        transactions.write(List.of(
                TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.payment(payment.id()))
                        .updateExpression("SET debit = :before, providerReference = :reference, providerKey = :providerKey")
                        // A later attempt may have asked for the same debit.
                        .conditionExpression("debit = :debit AND debitAttempts = :debit AND attribute_not_exists(providerReference)")
                        .expressionAttributeValues(Map.of(":debit", number(debit), ":before", number(payment.debits().current()),
                                ":reference", text(reference), ":providerKey", text(PaymentItem.providerKey(payment.terms().provider(), reference))))
                        .build()).build(),
                TransactWriteItem.builder().delete(Delete.builder().tableName(table).key(Keys.askedNumber(payment.id(), phone)).build()).build()));
    }

    private static Instant window(Instant now) {
        return Instant.ofEpochSecond(now.getEpochSecond() / NUMBER_WINDOW.toSeconds() * NUMBER_WINDOW.toSeconds());
    }

    /** A number is asked for one debit of a payment; refused if it was asked for another one. */
    private TransactWriteItem asked(String paymentId, String phone, int debit, Instant now) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table).item(Item.of(Keys.askedNumber(paymentId, phone))
                .put(PaymentItem.DEBIT, number(debit)).put("ttl", number(now.plus(REMEMBERED).getEpochSecond())).attributes())
                .conditionExpression("attribute_not_exists(pk) OR debit = :debit")
                .expressionAttributeValues(Map.of(":debit", number(debit))).build()).build();
    }

    /** The number of the current debit. */
    private static int debit(Map<String, AttributeValue> payment) {
        return Math.max(1, count(payment, PaymentItem.DEBIT));
    }

    private static Optional<Claim> refusal(Map<String, AttributeValue> payment, int made, Instant now) {
        if (payment.containsKey(REFERENCE)) {
            // The provider has the debit: it can only be corrected.
            return Optional.of(new Unanswered());
        }
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
                .conditionExpression("#rank = :pending AND attribute_not_exists(providerReference) AND "
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
        TransactWriteItem entry = line(payment, attempt, "refused", Map.of("failure", failure.code(), "message", failure.message()), at);
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

    /** A history entry about what a customer requested. */
    private TransactWriteItem line(Payment payment, int attempt, String what, Map<String, String> more, Instant at) {
        Map<String, String> detail = new HashMap<>(more);
        detail.put("debit", what);
        detail.put("attempt", Integer.toString(attempt));
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(Item.of(Keys.history(payment.id(), at, "98-DEBIT-" + what.toUpperCase(Locale.ROOT) + "-" + attempt))
                        .put("at", time(at))
                        .put("unchanged", text(payment.status().name()))
                        .put("cause", text(Cause.CUSTOMER.wireName()))
                        .put("detail", texts(detail)).attributes()).build()).build();
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
