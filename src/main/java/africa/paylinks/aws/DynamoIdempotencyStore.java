package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;

import africa.paylinks.idempotency.Claim;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentOpening;
import africa.paylinks.payment.PaymentTerms;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Idempotency keys in DynamoDB. Every write of a holder is conditioned on its owner word and its fence, so that whoever
 * lost the key, by a take-over or by expiry, writes nothing.
 */
@Singleton
public final class DynamoIdempotencyStore implements IdempotencyStore {

    private static final String HELD = "#owner = :owner AND fence = :fence AND attribute_not_exists(answerStatus)";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final StatusWrites writes;
    private final StoreConfig config;
    private final Clock clock;
    private final PaymentIds words;

    public DynamoIdempotencyStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds words) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.writes = new StatusWrites(config.table());
        this.config = config;
        this.clock = clock;
        this.words = words;
    }

    @Override
    public Reservation reserve(IdempotencyKey key, Fingerprint fingerprint, PaymentTerms terms) {
        Instant now = clock.instant();
        Claim claim = new Claim(key, words.randomText(), 1);
        Optional<Transactions.Refusal> refusal = transactions.write(List.of(
                reservation(claim, fingerprint, terms, now), creation(terms, now)));
        if (refusal.isEmpty()) {
            return new Reservation.Started(claim);
        }
        Map<String, AttributeValue> standing = refusal.get().standing(0)
                .orElseThrow(() -> new IllegalStateException("A payment id was made twice"));
        return earlier(key, fingerprint, standing, now);
    }

    private Reservation earlier(IdempotencyKey key, Fingerprint fingerprint, Map<String, AttributeValue> standing,
            Instant now) {
        if (!Item.requiredText(standing, "fingerprint").equals(fingerprint.hex())) {
            return new Reservation.KeyReused();
        }
        Optional<StoredAnswer> answer = answer(standing);
        if (answer.isPresent()) {
            return new Reservation.Answered(answer.get());
        }
        Duration remaining = Duration.between(now, Instant.ofEpochMilli(number(standing, "leaseUntil")));
        return remaining.isNegative() || remaining.isZero()
                ? takeOver(key, standing, now)
                : new Reservation.InProgress(atLeastASecond(remaining));
    }

    private Reservation takeOver(IdempotencyKey key, Map<String, AttributeValue> standing, Instant now) {
        Claim claim = new Claim(key, words.randomText(), number(standing, "fence") + 1);
        try {
            Transactions.call(() -> client.updateItem(request -> request.tableName(config.table())
                    .key(Keys.idempotency(key))
                    .updateExpression("SET #owner = :next, fence = :nextFence, leaseUntil = :leaseUntil")
                    .conditionExpression(HELD + " AND leaseUntil <= :now")
                    .expressionAttributeNames(Map.of("#owner", "owner"))
                    .expressionAttributeValues(Map.of(
                            ":owner", standing.get("owner"), ":fence", standing.get("fence"),
                            ":next", text(claim.owner()), ":nextFence", number(claim.fence()),
                            ":now", number(now.toEpochMilli()),
                            ":leaseUntil", number(now.plus(config.idempotency().lease()).toEpochMilli())))));
        } catch (ConditionalCheckFailedException lost) {
            return new Reservation.InProgress(Duration.ofSeconds(1));
        }
        return new Reservation.TakenOver(claim, Item.requiredText(standing, "paymentId"));
    }

    @Override
    public Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint) {
        Instant now = clock.instant();
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(config.table())
                        .key(Keys.idempotency(key)).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item())
                .filter(item -> Item.requiredText(item, "fingerprint").equals(fingerprint.hex()))
                .filter(item -> number(item, "ttl") > now.getEpochSecond())
                .map(standing -> earlier(key, fingerprint, standing, now));
    }

    @Override
    public Completion complete(Claim claim, PaymentOpening opening, StoredAnswer answer) {
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(completion(claim, answer));
        items.addAll(writes.open(opening));
        return completionOf(transactions.write(items));
    }

    @Override
    public Completion completeRaised(Claim claim, PaymentOpening opening, StoredAnswer answer) {
        return completionOf(transactions.write(List.of(completion(claim, answer), writes.complement(opening))));
    }

    private static Completion completionOf(Optional<Transactions.Refusal> refusal) {
        return refusal.map(by -> by.by(0) ? Completion.TAKEN_OVER : Completion.ALREADY_RAISED)
                .orElse(Completion.COMPLETED);
    }

    @Override
    public void release(Claim claim) {
        try {
            Transactions.call(() -> client.updateItem(request -> request.tableName(config.table())
                    .key(Keys.idempotency(claim.key()))
                    .updateExpression("SET leaseUntil = :over")
                    .conditionExpression(HELD)
                    .expressionAttributeNames(Map.of("#owner", "owner"))
                    .expressionAttributeValues(Map.of(":owner", text(claim.owner()), ":fence", number(claim.fence()),
                            ":over", number(0)))));
        } catch (ConditionalCheckFailedException lost) {
            // Somebody holds the key by now, so there is no lease of ours to end.
            return;
        }
    }

    private TransactWriteItem reservation(Claim claim, Fingerprint fingerprint, PaymentTerms terms, Instant now) {
        Map<String, AttributeValue> record = Item.of(Keys.idempotency(claim.key()))
                .put("fingerprint", text(fingerprint.hex()))
                .put("owner", text(claim.owner()))
                .put("fence", number(claim.fence()))
                .put("leaseUntil", number(now.plus(config.idempotency().lease()).toEpochMilli()))
                .put("paymentId", text(terms.id()))
                .put("ttl", number(now.plus(config.idempotency().life()).getEpochSecond()))
                .attributes();
        return TransactWriteItem.builder().put(Put.builder().tableName(config.table()).item(record)
                // DynamoDB deletes what is over its time when it finds the time, so the condition looks at it as well.
                .conditionExpression("attribute_not_exists(pk) OR #ttl <= :now")
                .expressionAttributeNames(Map.of("#ttl", "ttl"))
                .expressionAttributeValues(Map.of(":now", number(now.getEpochSecond())))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    private TransactWriteItem creation(PaymentTerms terms, Instant now) {
        return TransactWriteItem.builder().put(Put.builder().tableName(config.table())
                .item(PaymentItem.creating(terms, now.plus(config.idempotency().lease())))
                .conditionExpression("attribute_not_exists(pk)").build()).build();
    }

    private TransactWriteItem completion(Claim claim, StoredAnswer answer) {
        return TransactWriteItem.builder().update(Update.builder().tableName(config.table())
                .key(Keys.idempotency(claim.key()))
                .updateExpression("SET answerStatus = :status, answerHeaders = :headers, answerBody = :body")
                .conditionExpression(HELD)
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(Map.of(":owner", text(claim.owner()), ":fence", number(claim.fence()),
                        ":status", number(answer.status()), ":headers", texts(answer.headers()),
                        ":body", text(answer.body())))
                .build()).build();
    }

    private static Optional<StoredAnswer> answer(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get("answerStatus")).map(status -> new StoredAnswer(Integer.parseInt(status.n()),
                texts(item, "answerHeaders"), Item.requiredText(item, "answerBody")));
    }

    private static Duration atLeastASecond(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : duration;
    }
}
