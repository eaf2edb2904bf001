package africa.paylinks.simulation;

import africa.paylinks.aws.TestTable;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.PaymentTerms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The rule that most idempotency stores follow, to see that its faults can be seen here. It has two: nobody who writes to a
 * key asks whether it is still his, and whatever goes wrong counts as nothing done, so the key is thrown away.
 */
final class CommonKeyProtocol implements IdempotencyStore {

    private static final String HELD = "#owner = :owner AND fence = :fence";

    /** Both faults. */
    static final KeyProtocol WHOLE = (client, clock, ids) ->
            new CommonKeyProtocol(KeyProtocol.OURS.store(throwingAway(withoutOwner(client)), clock, ids), true);

    /**
     * The first fault alone: who lost a key answers it all the same, or ends the lease of who holds it now, so that others
     * come before it is over. It never makes two links, as a key that is never thrown away keeps its one payment.
     */
    static final KeyProtocol WITHOUT_OWNER = (client, clock, ids) ->
            new CommonKeyProtocol(KeyProtocol.OURS.store(withoutOwner(client), clock, ids), false);

    /** The second fault alone: whoever asks again after it has a new payment made, though the provider may have the first. */
    static final KeyProtocol RELEASING_ALWAYS = (client, clock, ids) ->
            new CommonKeyProtocol(KeyProtocol.OURS.store(throwingAway(client), clock, ids), true);

    private final IdempotencyStore store;
    private final boolean releasesAlways;

    private CommonKeyProtocol(IdempotencyStore store, boolean releasesAlways) {
        this.store = store;
        this.releasesAlways = releasesAlways;
    }

    /** A client that takes the conditions of a holder out of the product's own writes; a lease must be over as before. */
    private static DynamoDbClient withoutOwner(DynamoDbClient client) {
        return StoreClient.of((operation, request) -> StoreClient.call(client, operation, withoutOwnerCondition(request)));
    }

    /** A client that deletes keys whose lease the product ends. */
    private static DynamoDbClient throwingAway(DynamoDbClient client) {
        return StoreClient.of((operation, request) -> request instanceof UpdateItemRequest update
                && update.updateExpression().equals("SET leaseUntil = :over")
                ? StoreClient.call(client, "deleteItem", deletion(update))
                : StoreClient.call(client, operation, request));
    }

    private static DeleteItemRequest deletion(UpdateItemRequest release) {
        return DeleteItemRequest.builder().tableName(release.tableName()).key(release.key())
                .conditionExpression(release.conditionExpression()).expressionAttributeNames(release.expressionAttributeNames())
                .expressionAttributeValues(without(release.expressionAttributeValues(), ":over")).build();
    }

    private static DynamoDbRequest withoutOwnerCondition(DynamoDbRequest request) {
        if (request instanceof UpdateItemRequest update && isHolders(update.conditionExpression())) {
            Map<String, AttributeValue> values = without(update.expressionAttributeValues(), ":owner", ":fence");
            if (!update.updateExpression().startsWith("SET #owner")) {
                return UpdateItemRequest.builder().tableName(update.tableName()).key(update.key())
                        .updateExpression(update.updateExpression()).expressionAttributeValues(values).build();
            }
            long lease = TestTable.CONFIG.idempotency().lease().toMillis();
            values.put(":now", AttributeValue.fromN(String.valueOf(Long.parseLong(values.get(":leaseUntil").n()) - lease)));
            return update.toBuilder().conditionExpression("leaseUntil <= :now").expressionAttributeValues(values).build();
        } else if (request instanceof DeleteItemRequest delete && isHolders(delete.conditionExpression())) {
            return DeleteItemRequest.builder().tableName(delete.tableName()).key(delete.key()).build();
        } else if (request instanceof TransactWriteItemsRequest transaction) {
            List<TransactWriteItem> items = transaction.transactItems().stream().map(item ->
                    item.update() != null && isHolders(item.update().conditionExpression())
                            ? item.toBuilder().update(withoutOwnerCondition(item.update())).build() : item).toList();
            return transaction.toBuilder().transactItems(items).build();
        }
        return request;
    }

    private static boolean isHolders(String condition) {
        return condition != null && condition.startsWith(HELD);
    }

    private static Update withoutOwnerCondition(Update update) {
        return Update.builder().tableName(update.tableName()).key(update.key()).updateExpression(update.updateExpression())
                .expressionAttributeValues(without(update.expressionAttributeValues(), ":owner", ":fence")).build();
    }

    private static Map<String, AttributeValue> without(Map<String, AttributeValue> values, String... names) {
        Map<String, AttributeValue> rest = new HashMap<>(values);
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
    public Completion complete(FencingToken claim, CreationResult opening, StoredAnswer answer) {
        return unlessLost(claim, () -> store.complete(claim, opening, answer));
    }

    @Override
    public Completion completeRaised(FencingToken claim, CreationResult opening, StoredAnswer answer) {
        return unlessLost(claim, () -> store.completeRaised(claim, opening, answer));
    }

    private Completion unlessLost(FencingToken claim, Supplier<Completion> write) {
        try {
            return write.get();
        } catch (RuntimeException failed) {
            if (releasesAlways) {
                release(claim);
            }
            throw failed;
        }
    }

    @Override
    public void release(FencingToken claim) {
        store.release(claim);
    }
}
