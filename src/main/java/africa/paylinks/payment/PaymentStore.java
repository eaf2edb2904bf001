package africa.paylinks.payment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stores payments. A payment's status changes only through the conditional writes of a store. */
public interface PaymentStore {

    /**
     * Reads a payment with strong consistency.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<Payment> find(String paymentId);

    /**
     * A payment's audit trail, oldest first.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    List<HistoryEntry> history(String paymentId);

    /**
     * A merchant's payments, newest first; a new payment may appear with a short delay.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    PaymentPage search(PaymentSearch search);

    /**
     * Raises a payment's status if the event ranks higher and does not contradict the payment's terms; history and outbox are
     * written in the same transaction. An event that contradicts the terms, or reports further money, is added to the history
     * once, however often it arrives.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    Raise raise(StatusEvent event);

    /**
     * Records the provider's id of a payment, unless it has one; the status stays.
     *
     * @param debit the number of the debit, see {@link Debits}: an id that arrives after a correction is not recorded; 0 if the
     *              provider knows no such numbers
     * @throws StoreUnavailable when the store cannot answer
     */
    void recordProviderReference(String paymentId, String provider, int debit, String providerReference);

    /**
     * Moves the expiry of a payment whose creation has not ended, so that its customer has time to pay once it does.
     *
     * @return whether it was moved; false when the payment's status has been raised
     * @throws StoreUnavailable when the store cannot answer
     */
    boolean postponeExpiry(String paymentId, Instant expiresAt);

    /**
     * Claims the right to ask the provider for a payment's status. However many customers, merchants and schedules ask us,
     * the provider is asked at a limited rate: the interval grows with each check, up to minutes, and resets after a long
     * pause. Each kind of asker has its own rate. A given-up payment can also be checked, because a customer may succeed with
     * a second attempt.
     *
     * @param interval the shortest time between two checks
     * @return empty when the caller may ask now, otherwise when it may
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<Instant> claimStatusCheck(String paymentId, StatusCheckCaller caller, Instant now, Duration interval);

    /** On whose behalf a provider is asked. */
    enum StatusCheckCaller {
        /** The customer, or anyone else who opens the payment's page. */
        PAGE,
        MERCHANT,
        /** The reconciler, for transactions that a returning browser reported. */
        SCHEDULE
    }

    /** The result of applying an event. */
    enum Raise {
        /** The status was raised. */
        RAISED,
        /** The payment already had this status or a higher one. */
        STALE,
        /** The event contradicts the payment's provider, currency or amount. */
        MISMATCH,
        /** The same mismatch is in the history already. */
        KNOWN_MISMATCH,
        /** The payment is already paid, and the event reports another transaction or more money. It is now in the history. */
        PAID_AGAIN,
        /** The same further money is in the history already. */
        KNOWN_PAID_AGAIN,
        /** There is no such payment. */
        UNKNOWN_PAYMENT
    }
}
