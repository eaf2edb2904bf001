package africa.paylinks.aws;

import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.refund.RefundStore;
import africa.paylinks.refund.Refundable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Refunds in DynamoDB, stored next to their payment. */
@Singleton
public final class DynamoRefundStore implements RefundStore {

    /** More than the number of refunds of one payment that can be settled concurrently. */
    private static final int MAX_ATTEMPTS = 200;

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final LeaseWrites leases;
    private final StatusWrites writes;
    private final String table;
    private final Clock clock;
    private final PaymentIds ids;

    public DynamoRefundStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds ids) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.leases = new LeaseWrites(client, config, ids, "refundId");
        this.writes = new StatusWrites(config.table());
        this.table = config.table();
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Optional<Refundable> refundable(String paymentId) {
        return item(Keys.payment(paymentId)).map(item -> new Refundable(PaymentItem.read(item), PaymentItem.reserved(item)));
    }

    @Override
    public List<Refund> refunds(String paymentId) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :refunds)")
                .expressionAttributeValues(Map.of(":pk", Keys.payment(paymentId).get(Keys.PARTITION),
                        ":refunds", Item.text(Keys.REFUND_PREFIX)))
                .build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream().toList()).stream()
                .map(RefundItem::read).sorted(Comparator.comparing(Refund::createdAt).thenComparing(Refund::id)).toList();
    }

    @Override
    public Optional<Refund> find(String paymentId, String refundId) {
        return item(Keys.refund(paymentId, refundId)).map(RefundItem::read);
    }

    @Override
    public Optional<Reservation> earlier(IdempotencyKey key, Fingerprint fingerprint) {
        Instant now = clock.instant();
        return leases.find(key, now).map(existing -> leases.earlier(key, fingerprint, existing, now));
    }

    @Override
    public Optional<Reservation> order(IdempotencyKey key, Fingerprint fingerprint, Refund refund, Refundable expected) {
        Instant now = clock.instant();
        FencingToken token = leases.first(key);
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(leases.reservation(token, fingerprint, refund.id(), now));
        items.addAll(writes.order(refund, expected.payment(), Cause.MERCHANT, Optional.of(key)));
        Optional<Transactions.Refusal> refusal = transactions.write(items);
        if (refusal.isEmpty()) {
            return Optional.of(new Reservation.Started(token));
        }
        return refusal.get().existing(0).map(existing -> leases.earlier(key, fingerprint, existing, now));
    }

    @Override
    public boolean recover(Refund refund, Refundable expected, Cause cause) {
        return transactions.write(writes.order(refund, expected.payment(), cause, Optional.empty())).isEmpty();
    }

    @Override
    public boolean isCounted(String paymentId, String providerReference) {
        return item(Keys.countedRefund(paymentId, providerReference)).isPresent();
    }

    @Override
    public boolean recordExcess(Payment payment, String providerReference, Money amount, Cause cause, Instant at) {
        return transactions.write(List.of(writes.excessRefund(payment, providerReference, amount, cause, at))).isEmpty();
    }

    @Override
    public Optional<Refund> claimRequest(Refund refund, Instant now) {
        AttributeValue marker = Item.text(ids.randomText());
        boolean asking = Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.refund(refund.paymentId(), refund.id()))
                .updateExpression("SET askedAt = :now, askedBy = :word")
                // The random text accepts the client's own retry after a lost answer.
                .conditionExpression("#status = :open AND (attribute_not_exists(askedAt) OR askedBy = :word)")
                .expressionAttributeNames(Map.of("#status", "status"))
                .expressionAttributeValues(Map.of(":now", Item.time(now), ":word", marker,
                        ":open", Item.text(RefundStatus.PENDING.name())))));
        return asking ? Optional.of(refund.requested(now)) : Optional.empty();
    }

    @Override
    public void settle(Refund refund, Payment expected, Cause cause) {
        settle(refund, expected, cause, Optional.empty());
    }

    @Override
    public Settlement settle(Refund refund, Payment expected, Cause cause, FencingToken token, StoredAnswer answer) {
        return settle(refund, expected, cause, Optional.of(leases.completion(token, answer)));
    }

    @Override
    public Settlement answer(FencingToken token, StoredAnswer answer) {
        return transactions.write(List.of(leases.completion(token, answer))).isEmpty()
                ? Settlement.WRITTEN
                : Settlement.TAKEN_OVER;
    }

    @Override
    public void abandon(Refund failed, Payment expected, FencingToken token) {
        settle(failed, expected, Cause.MERCHANT, Optional.of(leases.abandonment(token)));
    }

    private Settlement settle(Refund refund, Payment expected, Cause cause, Optional<TransactWriteItem> ofKey) {
        Payment payment = expected;
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            if (!isWithinPayment(payment, refund) && find(refund.paymentId(), refund.id()).filter(Refund::isOpen).isEmpty()) {
                // The payment was read after another process had settled this refund, and includes its money already.
                return Settlement.ALREADY_SETTLED;
            }
            List<TransactWriteItem> items = new ArrayList<>(ofKey.stream().toList());
            items.addAll(switch (refund.status()) {
                case PENDING -> List.of(writes.settled(refund));
                case COMPLETED -> writes.refunded(refund, payment, cause);
                case FAILED -> writes.notRefunded(refund, payment.status(), cause);
            });
            Optional<Transactions.Refusal> refusal = transactions.write(items);
            if (refusal.isEmpty()) {
                return Settlement.WRITTEN;
            }
            if (ofKey.isPresent() && refusal.get().by(0)) {
                return Settlement.TAKEN_OVER;
            }
            boolean isCountedElsewhere = refund.status() == RefundStatus.COMPLETED && refund.providerReference().isPresent() && refusal.get().by(items.size() - 1);
            if (isCountedElsewhere || refusal.get().by(ofKey.isPresent() ? 1 : 0)) {
                return Settlement.ALREADY_SETTLED;
            }
            // Another refund of the payment was settled meanwhile; continue from the new state.
            payment = refundable(refund.paymentId()).map(Refundable::payment)
                    .orElseThrow(() -> new IllegalStateException("A refunded payment is missing"));
        }
        throw new IllegalStateException("A refund does not fit its payment: " + refund.id());
    }

    private static boolean isWithinPayment(Payment payment, Refund refund) {
        return payment.refunded().minor() + refund.amount().minor() <= payment.terms().amount().minor();
    }

    private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key)
                        .consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item());
    }
}
