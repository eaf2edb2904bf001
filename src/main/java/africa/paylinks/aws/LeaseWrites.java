package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;

import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.PaymentIds;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Writes the items of idempotency keys. Each write of a holder requires its owner text and fence, so a holder that lost the
 * key by takeover or expiry writes nothing. After a key was abandoned, the fence starts at 1 again, but the owner text
 * differs. A holder answers, releases or abandons its key exactly once, as its last step.
 */
final class LeaseWrites {

    /** The attribute of what was ordered, such as a payment, with the idempotency key that ordered it, so that its stored answer can be found. */
    static final String ORIGIN = "orderedBy";

    private static final String HELD = "#owner = :owner AND fence = :fence";

    private final DynamoDbClient client;
    private final StoreConfig config;
    private final PaymentIds ids;
    private final String subject;

    /** @param subject the attribute with the id of what a key was reserved for */
    LeaseWrites(DynamoDbClient client, StoreConfig config, PaymentIds ids, String subject) {
        this.client = client;
        this.config = config;
        this.ids = ids;
        this.subject = subject;
    }

    /** The token of a key's first holder. */
    FencingToken first(IdempotencyKey key) {
        return new FencingToken(key, ids.randomText(), 1);
    }

    /** The token of a holder that reserves an expired key again; it is not the first to work on what the key was reserved for. */
    FencingToken again(IdempotencyKey key) {
        return new FencingToken(key, ids.randomText(), 2);
    }

    /** Puts a new or expired key; a refusal returns the existing item. */
    TransactWriteItem reservation(FencingToken token, Fingerprint fingerprint, String subjectId, Instant now) {
        return put(record(token, fingerprint, subjectId, now), now);
    }

    /** Does the same for a request that is answered in the same transaction. */
    TransactWriteItem answered(FencingToken token, Fingerprint fingerprint, String subjectId, StoredAnswer answer, Instant now) {
        return put(record(token, fingerprint, subjectId, now)
                .put("answerStatus", number(answer.status()))
                .put("answerHeaders", texts(answer.headers()))
                .put("answerBody", text(answer.body())), now);
    }

    private Item record(FencingToken token, Fingerprint fingerprint, String subjectId, Instant now) {
        return Item.of(Keys.idempotency(token.key()))
                .put("fingerprint", text(fingerprint.hex()))
                .put("owner", text(token.owner()))
                .put("fence", number(token.fence()))
                .put("leaseUntil", number(now.plus(config.idempotency().lease()).toEpochMilli()))
                .put(subject, text(subjectId))
                .put("ttl", number(now.plus(config.idempotency().life()).getEpochSecond()));
    }

    private TransactWriteItem put(Item record, Instant now) {
        return TransactWriteItem.builder().put(Put.builder().tableName(config.table()).item(record.attributes())
                // DynamoDB deletes expired items late, so the condition checks the expiry as well.
                .conditionExpression("attribute_not_exists(pk) OR #ttl <= :now")
                .expressionAttributeNames(Map.of("#ttl", "ttl"))
                .expressionAttributeValues(Map.of(":now", number(now.getEpochSecond())))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    /** The state of a known key; takes it over if its lease has ended. */
    Reservation earlier(IdempotencyKey key, Fingerprint fingerprint, Map<String, AttributeValue> existing, Instant now) {
        if (!Item.requiredText(existing, "fingerprint").equals(fingerprint.hex())) {
            return new Reservation.KeyReused();
        }
        Optional<StoredAnswer> answer = answer(existing);
        if (answer.isPresent()) {
            return new Reservation.Answered(answer.get());
        }
        Duration remaining = Duration.between(now, Instant.ofEpochMilli(number(existing, "leaseUntil")));
        return remaining.isNegative() || remaining.isZero()
                ? takeOver(key, existing, now)
                : new Reservation.InProgress(atLeastASecond(remaining));
    }

    private Reservation takeOver(IdempotencyKey key, Map<String, AttributeValue> existing, Instant now) {
        FencingToken token = new FencingToken(key, ids.randomText(), number(existing, "fence") + 1);
        boolean taken = Transactions.attempt(() -> client.updateItem(request -> request.tableName(config.table())
                .key(Keys.idempotency(key))
                .updateExpression("SET #owner = :next, fence = :nextFence, leaseUntil = :leaseUntil")
                // A lease changes only with its holder or ends, so if this condition holds, the lease is still over.
                .conditionExpression(HELD + " AND attribute_not_exists(answerStatus)")
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(Map.of(
                        ":owner", existing.get("owner"), ":fence", existing.get("fence"),
                        ":next", text(token.owner()), ":nextFence", number(token.fence()),
                        ":leaseUntil", number(now.plus(config.idempotency().lease()).toEpochMilli())))));
        if (!taken) {
            return new Reservation.InProgress(Duration.ofSeconds(1));
        }
        return new Reservation.TakenOver(token, Item.requiredText(existing, subject));
    }

    /** The item of a key that has not expired. */
    Optional<Map<String, AttributeValue>> find(IdempotencyKey key, Instant now) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(config.table())
                        .key(Keys.idempotency(key)).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item())
                .filter(item -> number(item, "ttl") > now.getEpochSecond());
    }

    /** Stores the answer; refused when another process holds the key. */
    TransactWriteItem completion(FencingToken token, StoredAnswer answer) {
        return TransactWriteItem.builder().update(Update.builder().tableName(config.table())
                .key(Keys.idempotency(token.key()))
                .updateExpression("SET answerStatus = :status, answerHeaders = :headers, answerBody = :body")
                .conditionExpression(HELD)
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(Map.of(":owner", text(token.owner()), ":fence", number(token.fence()),
                        ":status", number(answer.status()), ":headers", texts(answer.headers()),
                        ":body", text(answer.body())))
                .build()).build();
    }

    /**
     * Deletes the key, so that it can be reused; refused when another process holds it. Nothing remains that a process with
     * another clock could take over.
     */
    TransactWriteItem abandonment(FencingToken token) {
        return TransactWriteItem.builder().delete(Delete.builder().tableName(config.table())
                .key(Keys.idempotency(token.key()))
                .conditionExpression(HELD)
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(Map.of(":owner", text(token.owner()), ":fence", number(token.fence())))
                .build()).build();
    }

    /** Ends the lease; does nothing if another process holds the key. */
    void release(FencingToken token) {
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(config.table())
                .key(Keys.idempotency(token.key()))
                .updateExpression("SET leaseUntil = :over")
                .conditionExpression(HELD)
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(Map.of(":owner", text(token.owner()), ":fence", number(token.fence()),
                        ":over", number(0)))));
    }

    private static Optional<StoredAnswer> answer(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get("answerStatus")).map(status -> new StoredAnswer(Integer.parseInt(status.n()),
                texts(item, "answerHeaders"), Item.requiredText(item, "answerBody")));
    }

    private static Duration atLeastASecond(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : duration;
    }
}
