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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Idempotency keys of creations in DynamoDB. */
@Singleton
public final class DynamoIdempotencyStore implements IdempotencyStore {

    private final Transactions transactions;
    private final LeaseWrites claims;
    private final StatusWrites writes;
    private final StoreConfig config;
    private final Clock clock;

    public DynamoIdempotencyStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds words) {
        this.transactions = new Transactions(client);
        this.claims = new LeaseWrites(client, config, words, "paymentId");
        this.writes = new StatusWrites(config.table());
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Reservation reserve(IdempotencyKey key, Fingerprint fingerprint, PaymentTerms terms) {
        Instant now = clock.instant();
        FencingToken claim = claims.first(key);
        Optional<Transactions.Refusal> refusal = transactions.write(List.of(
                claims.reservation(claim, fingerprint, terms.id(), now), creation(terms, now)));
        if (refusal.isEmpty()) {
            return new Reservation.Started(claim);
        }
        Map<String, AttributeValue> standing = refusal.get().standing(0)
                .orElseThrow(() -> new IllegalStateException("A payment id was made twice"));
        return claims.earlier(key, fingerprint, standing, now);
    }

    @Override
    public Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint) {
        Instant now = clock.instant();
        return claims.standing(key, now)
                .filter(standing -> Item.requiredText(standing, "fingerprint").equals(fingerprint.hex()))
                .map(standing -> claims.earlier(key, fingerprint, standing, now));
    }

    @Override
    public Completion complete(FencingToken claim, CreationResult opening, StoredAnswer answer) {
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(claims.completion(claim, answer));
        items.addAll(writes.open(opening, claim.isFirst()));
        return completionOf(transactions.write(items));
    }

    @Override
    public Completion completeRaised(FencingToken claim, CreationResult opening, StoredAnswer answer) {
        return completionOf(transactions.write(List.of(claims.completion(claim, answer), writes.complement(opening))));
    }

    private static Completion completionOf(Optional<Transactions.Refusal> refusal) {
        return refusal.map(by -> by.by(0) ? Completion.TAKEN_OVER : Completion.ALREADY_RAISED)
                .orElse(Completion.COMPLETED);
    }

    @Override
    public void release(FencingToken claim) {
        claims.release(claim);
    }

    private TransactWriteItem creation(PaymentTerms terms, Instant now) {
        return TransactWriteItem.builder().put(Put.builder().tableName(config.table())
                .item(PaymentItem.creating(terms, now.plus(config.idempotency().lease())))
                .conditionExpression("attribute_not_exists(pk)").build()).build();
    }
}
