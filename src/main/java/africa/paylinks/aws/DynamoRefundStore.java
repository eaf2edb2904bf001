package africa.paylinks.aws;

import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
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

/** Refunds in DynamoDB, each an item beside its payment. */
@Singleton
public final class DynamoRefundStore implements RefundStore {

    /** More than as many refunds of one payment can be settled at once. */
    private static final int MOST_ATTEMPTS = 200;

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final LeaseWrites claims;
    private final StatusWrites writes;
    private final String table;
    private final Clock clock;
    private final PaymentIds words;

    public DynamoRefundStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds words) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.claims = new LeaseWrites(client, config, words, "refundId");
        this.writes = new StatusWrites(config.table());
        this.table = config.table();
        this.clock = clock;
        this.words = words;
    }

    @Override
    public Optional<Refundable> refundable(String paymentId) {
        return item(Keys.payment(paymentId)).map(item -> new Refundable(PaymentItem.read(item), PaymentItem.held(item)));
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
        return claims.standing(key, now).map(standing -> claims.earlier(key, fingerprint, standing, now));
    }

    @Override
    public Optional<Reservation> order(IdempotencyKey key, Fingerprint fingerprint, Refund refund, Refundable seen) {
        Instant now = clock.instant();
        FencingToken claim = claims.first(key);
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(claims.reservation(claim, fingerprint, refund.id(), now));
        items.addAll(writes.order(refund, seen.payment()));
        Optional<Transactions.Refusal> refusal = transactions.write(items);
        if (refusal.isEmpty()) {
            return Optional.of(new Reservation.Started(claim));
        }
        return refusal.get().standing(0).map(standing -> claims.earlier(key, fingerprint, standing, now));
    }

    @Override
    public Optional<Refund> claimAsking(Refund refund, Instant now) {
        AttributeValue word = Item.text(words.randomText());
        boolean asking = Transactions.attempt(() -> client.updateItem(request -> request.tableName(table)
                .key(Keys.refund(refund.paymentId(), refund.id()))
                .updateExpression("SET askedAt = :now, askedBy = :word")
                // The word lets a call through that the client repeats because its answer was lost.
                .conditionExpression("#status = :open AND (attribute_not_exists(askedAt) OR askedBy = :word)")
                .expressionAttributeNames(Map.of("#status", "status"))
                .expressionAttributeValues(Map.of(":now", Item.time(now), ":word", word,
                        ":open", Item.text(RefundStatus.PENDING.name())))));
        return asking ? Optional.of(refund.asked(now)) : Optional.empty();
    }

    @Override
    public void settle(Refund refund, Payment seen, Cause cause) {
        settle(refund, seen, cause, Optional.empty());
    }

    @Override
    public Settlement settle(Refund refund, Payment seen, Cause cause, FencingToken claim, StoredAnswer answer) {
        return settle(refund, seen, cause, Optional.of(claims.completion(claim, answer)));
    }

    @Override
    public Settlement answer(FencingToken claim, StoredAnswer answer) {
        return transactions.write(List.of(claims.completion(claim, answer))).isEmpty()
                ? Settlement.WRITTEN
                : Settlement.TAKEN_OVER;
    }

    @Override
    public void abandon(Refund failed, Payment seen, FencingToken claim) {
        settle(failed, seen, Cause.MERCHANT, Optional.of(claims.abandonment(claim)));
    }

    private Settlement settle(Refund refund, Payment seen, Cause cause, Optional<TransactWriteItem> ofKey) {
        Payment payment = seen;
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            if (!leavesRoom(payment, refund) && find(refund.paymentId(), refund.id()).filter(Refund::isOpen).isEmpty()) {
                // The payment was read after somebody else had settled this very refund, and counts its money already.
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
            if (refusal.get().by(ofKey.isPresent() ? 1 : 0)) {
                return Settlement.ALREADY_SETTLED;
            }
            // Another refund of the payment was settled meanwhile; each of them goes on from where the last one left it.
            payment = refundable(refund.paymentId()).map(Refundable::payment)
                    .orElseThrow(() -> new IllegalStateException("A refunded payment is missing"));
        }
        throw new IllegalStateException("A refund does not fit its payment: " + refund.id());
    }

    private static boolean leavesRoom(Payment payment, Refund refund) {
        return payment.refunded().minor() + refund.amount().minor() <= payment.terms().amount().minor();
    }

    private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key)
                        .consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item());
    }
}
