package africa.paylinks.aws;

import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentTerms;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Idempotency keys of creations in DynamoDB. */
@Singleton
public final class DynamoIdempotencyStore implements IdempotencyStore {

    private final Transactions transactions;
    private final LeaseWrites leases;
    private final StatusWrites writes;
    private final StoreConfig config;
    private final Clock clock;

    public DynamoIdempotencyStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds ids) {
        this.transactions = new Transactions(client);
        this.leases = new LeaseWrites(client, config, ids, "paymentId");
        this.writes = new StatusWrites(config.table());
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Reservation reserve(IdempotencyKey key, Fingerprint fingerprint, PaymentTerms terms) {
        Instant now = clock.instant();
        FencingToken token = leases.first(key);
        Optional<Transactions.Refusal> refusal = transactions.write(List.of(
                leases.reservation(token, fingerprint, terms.id(), now), creation(key, terms, now)));
        if (refusal.isEmpty()) {
            return new Reservation.Started(token);
        }
        return refusal.get().existing(0).map(existing -> leases.earlier(key, fingerprint, existing, now))
                .orElseGet(() -> reserveAgain(key, fingerprint, terms, now));
    }

    /**
     * Reserves a key that expired while its payment waited for an outcome: whoever chose the payment's id in advance asks for it
     * as long as it takes. The payment keeps its terms.
     */
    private Reservation reserveAgain(IdempotencyKey key, Fingerprint fingerprint, PaymentTerms terms, Instant now) {
        FencingToken token = leases.again(key);
        Optional<Transactions.Refusal> refusal = transactions.write(List.of(
                leases.reservation(token, fingerprint, terms.id(), now), orderedBy(key, terms)));
        return refusal.isEmpty()
                ? new Reservation.TakenOver(token, terms.id())
                : refusal.get().existing(0).map(existing -> leases.earlier(key, fingerprint, existing, now))
                        .orElseThrow(() -> new IllegalStateException("Duplicate payment id"));
    }

    /** Requires that the payment was reserved with this key; it changes nothing. */
    private TransactWriteItem orderedBy(IdempotencyKey key, PaymentTerms terms) {
        return TransactWriteItem.builder().update(Update.builder().tableName(config.table()).key(Keys.payment(terms.id()))
                .updateExpression("SET orderedBy = :key")
                .conditionExpression("orderedBy = :key AND merchant = :merchant")
                .expressionAttributeValues(Map.of(":key", Item.text(key.value()), ":merchant", Item.text(key.merchant())))
                .build()).build();
    }

    @Override
    public Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint) {
        Instant now = clock.instant();
        return leases.find(key, now)
                .filter(existing -> Item.requiredText(existing, "fingerprint").equals(fingerprint.hex()))
                .map(existing -> leases.earlier(key, fingerprint, existing, now));
    }

    @Override
    public Completion complete(FencingToken token, CreationResult result, StoredAnswer answer) {
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(leases.completion(token, answer));
        items.addAll(writes.open(result, token.isFirst()));
        return completionOf(transactions.write(items));
    }

    @Override
    public Completion completeRaised(FencingToken token, CreationResult result, StoredAnswer answer) {
        return completionOf(transactions.write(List.of(leases.completion(token, answer), writes.complement(result))));
    }

    private static Completion completionOf(Optional<Transactions.Refusal> refusal) {
        return refusal.map(by -> by.by(0) ? Completion.TAKEN_OVER : Completion.ALREADY_RAISED)
                .orElse(Completion.COMPLETED);
    }

    @Override
    public void release(FencingToken token) {
        leases.release(token);
    }

    private TransactWriteItem creation(IdempotencyKey key, PaymentTerms terms, Instant now) {
        Map<String, AttributeValue> payment = new HashMap<>(PaymentItem.creating(terms, now.plus(config.idempotency().lease())));
        payment.put(LeaseWrites.ORIGIN, Item.text(key.value()));
        return TransactWriteItem.builder().put(Put.builder().tableName(config.table())
                .item(payment)
                .conditionExpression("attribute_not_exists(pk)").build()).build();
    }
}
