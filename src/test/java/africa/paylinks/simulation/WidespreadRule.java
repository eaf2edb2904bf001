package africa.paylinks.simulation;

import africa.paylinks.idempotency.Claim;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentOpening;
import africa.paylinks.payment.PaymentTerms;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The rule that most idempotency stores follow, to see that its fault can be seen here: whatever goes wrong counts as
 * nothing done, so the key is thrown away, and nobody who writes to a key asks whether it is still his.
 */
final class WidespreadRule implements IdempotencyStore {

    private static final String HELD = "#owner = :owner AND fence = :fence AND attribute_not_exists(answerStatus)";

    private final IdempotencyStore store;

    private WidespreadRule(IdempotencyStore store) {
        this.store = store;
    }

    /** The rule over the product's own store, whose conditions it takes out on their way to the table. */
    static IdempotencyStore store(DynamoDbClient client, Clock clock, PaymentIds ids) {
        DynamoDbClient unconditional = StoreClient.of((operation, request) -> {
            DynamoDbRequest careless = careless(request);
            return StoreClient.call(client, careless instanceof DeleteItemRequest ? "deleteItem" : operation, careless);
        });
        return new WidespreadRule(Rule.OURS.store(unconditional, clock, ids));
    }

    private static DynamoDbRequest careless(DynamoDbRequest request) {
        if (request instanceof UpdateItemRequest update && update.conditionExpression().startsWith(HELD)) {
            return update.updateExpression().equals("SET leaseUntil = :over")
                    ? DeleteItemRequest.builder().tableName(update.tableName()).key(update.key()).build()
                    : update.toBuilder().conditionExpression(update.conditionExpression().substring((HELD + " AND ").length()))
                            .expressionAttributeValues(without(update.expressionAttributeValues(), ":owner", ":fence")).build();
        }
        if (request instanceof TransactWriteItemsRequest transaction) {
            List<TransactWriteItem> items = transaction.transactItems().stream().map(item ->
                    item.update() != null && HELD.equals(item.update().conditionExpression())
                            ? item.toBuilder().update(careless(item.update())).build() : item).toList();
            return transaction.toBuilder().transactItems(items).build();
        }
        return request;
    }

    private static Update careless(Update update) {
        return Update.builder().tableName(update.tableName()).key(update.key()).updateExpression(update.updateExpression())
                .expressionAttributeValues(without(update.expressionAttributeValues(), ":owner", ":fence")).build();
    }

    private static <V> Map<String, V> without(Map<String, V> values, String... names) {
        Map<String, V> rest = new HashMap<>(values);
        List.of(names).forEach(rest::remove);
        return rest;
    }

    @Override
    public Reservation reserve(IdempotencyKey key, Fingerprint fingerprint, PaymentTerms terms) {
        return store.reserve(key, fingerprint, terms);
    }

    @Override
    public Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint) {
        return store.resume(key, fingerprint);
    }

    @Override
    public Completion complete(Claim claim, PaymentOpening opening, StoredAnswer answer) {
        return orNothingWasDone(claim, () -> store.complete(claim, opening, answer));
    }

    @Override
    public Completion completeRaised(Claim claim, PaymentOpening opening, StoredAnswer answer) {
        return orNothingWasDone(claim, () -> store.completeRaised(claim, opening, answer));
    }

    private Completion orNothingWasDone(Claim claim, Supplier<Completion> write) {
        try {
            return write.get();
        } catch (RuntimeException failed) {
            release(claim);
            throw failed;
        }
    }

    @Override
    public void release(Claim claim) {
        store.release(claim);
    }
}
