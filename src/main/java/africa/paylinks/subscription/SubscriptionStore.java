package africa.paylinks.subscription;

import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Stores subscriptions and their periods; both change only by the conditional writes of a store. Each method throws
 * {@link africa.paylinks.payment.StoreUnavailable} when the store cannot answer.
 */
public interface SubscriptionStore {

    /**
     * Creates a subscription together with the idempotency key of its request, in one transaction.
     *
     * @return {@link Reservation.Started} if this call created it, otherwise the state of the key
     */
    Reservation create(IdempotencyKey key, Fingerprint fingerprint, SubscriptionChange created);

    /** The state of a known key, for a request that would be refused today; empty when the key is unknown. */
    Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint);

    /** Stores the answer to a creation; false when another process holds the key. */
    boolean answer(FencingToken token, StoredAnswer answer);

    /** Reads a subscription with strong consistency. */
    Optional<Subscription> find(String subscriptionId);

    /**
     * Reads a subscription with its open periods, and a certain one.
     *
     * @param date a further period to read, if there is one
     */
    Optional<SubscriptionAccount> account(String subscriptionId, Optional<LocalDate> date);

    /** All periods of a subscription, oldest first. */
    List<BillingPeriod> periods(String subscriptionId);

    /** All events of a subscription in order. */
    List<SubscriptionEvent> events(String subscriptionId);

    /** A merchant's subscriptions, newest first; a new one may appear with a short delay. */
    SubscriptionPage search(SubscriptionSearch search);

    /**
     * Writes a change with its events, in one transaction.
     *
     * @return false when the subscription has changed since it was read, or a new period exists already; nothing was written
     */
    boolean write(SubscriptionChange change);
}
