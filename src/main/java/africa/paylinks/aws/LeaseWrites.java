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
 * The items of idempotency keys. Every write of a holder is conditioned on its owner word and its fence, so that whoever
 * lost the key, by a take-over or by expiry, writes nothing. Of two who held it before and after it was given up, both have
 * the first fence, and the words differ. A holder answers, releases or abandons its key once, as the last that it does.
 */
final class LeaseWrites {

    private static final String HELD = "#owner = :owner AND fence = :fence";

    private final DynamoDbClient client;
    private final StoreConfig config;
    private final PaymentIds words;
    private final String subject;

    /** @param subject the attribute that names what a key was reserved for */
    LeaseWrites(DynamoDbClient client, StoreConfig config, PaymentIds words, String subject) {
        this.client = client;
        this.config = config;
        this.words = words;
        this.subject = subject;
    }

    /** The claim of the first to use a key. */
    FencingToken first(IdempotencyKey key) {
        return new FencingToken(key, words.randomText(), 1);
    }

    /** Puts a key that is new or over its time; a refusal returns the item that stands. */
    TransactWriteItem reservation(FencingToken claim, Fingerprint fingerprint, String subjectId, Instant now) {
        Map<String, AttributeValue> record = Item.of(Keys.idempotency(claim.key()))
                .put("fingerprint", text(fingerprint.hex()))
                .put("owner", text(claim.owner()))
                .put("fence", number(claim.fence()))
                .put("leaseUntil", number(now.plus(config.idempotency().lease()).toEpochMilli()))
                .put(subject, text(subjectId))
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

    /** What became of a key by the item that stands for it; takes it over if its holder's time is over. */
    Reservation earlier(IdempotencyKey key, Fingerprint fingerprint, Map<String, AttributeValue> standing, Instant now) {
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
        FencingToken claim = new FencingToken(key, words.randomText(), number(standing, "fence") + 1);
        boolean taken = Transactions.attempt(() -> client.updateItem(request -> request.tableName(config.table())
                .key(Keys.idempotency(key))
                .updateExpression("SET #owner = :next, fence = :nextFence, leaseUntil = :leaseUntil")
                // A lease changes with its holder or ends, so one that was over when it was read is over if this holds.
                .conditionExpression(HELD + " AND attribute_not_exists(answerStatus)")
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(Map.of(
                        ":owner", standing.get("owner"), ":fence", standing.get("fence"),
                        ":next", text(claim.owner()), ":nextFence", number(claim.fence()),
                        ":leaseUntil", number(now.plus(config.idempotency().lease()).toEpochMilli())))));
        if (!taken) {
            return new Reservation.InProgress(Duration.ofSeconds(1));
        }
        return new Reservation.TakenOver(claim, Item.requiredText(standing, subject));
    }

    /** The item of a key that is not over its time. */
    Optional<Map<String, AttributeValue>> standing(IdempotencyKey key, Instant now) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(config.table())
                        .key(Keys.idempotency(key)).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item())
                .filter(item -> number(item, "ttl") > now.getEpochSecond());
    }

    /** Writes what was answered; refused when somebody else holds the key by now. */
    TransactWriteItem completion(FencingToken claim, StoredAnswer answer) {
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

    /**
     * Makes the key as good as new; refused when somebody else holds it by now. Nothing is left of it that anybody, whose
     * clock may differ, could take over.
     */
    TransactWriteItem abandonment(FencingToken claim) {
        return TransactWriteItem.builder().delete(Delete.builder().tableName(config.table())
                .key(Keys.idempotency(claim.key()))
                .conditionExpression(HELD)
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(Map.of(":owner", text(claim.owner()), ":fence", number(claim.fence())))
                .build()).build();
    }

    /** Ends the claim's lease; does nothing if somebody else holds the key by now. */
    void release(FencingToken claim) {
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(config.table())
                .key(Keys.idempotency(claim.key()))
                .updateExpression("SET leaseUntil = :over")
                .conditionExpression(HELD)
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(Map.of(":owner", text(claim.owner()), ":fence", number(claim.fence()),
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
