package africa.paylinks.payment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where payments are kept. A payment's status changes in no other way than through a store's conditional writes. */
public interface PaymentStore {

    /**
     * The payment of that id, as of now and not of a moment ago.
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
     * A merchant's payments, newest first; a payment may take a moment to show up here.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    PaymentPage search(PaymentSearch search);

    /**
     * Raises a payment's status if the news is higher than it and does not contradict its terms, and writes history and
     * outbox with it. News that contradicts them, or tells of money that is not in the payment, is put into the history once,
     * however often it is told.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    Raise raise(StatusEvent event);

    /**
     * Notes the provider's own id of a payment, unless it has one; its status stays.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    void noteProviderReference(String paymentId, String provider, String providerReference);

    /**
     * Claims the right to ask the provider once how a payment stands, so that however many customers, merchants and schedules
     * ask us, the provider is asked no more often than it likes: the pause between two questions grows while they go on, up
     * to minutes, and starts anew when nobody has asked for long. Each kind of asker has a share of its own. A payment that
     * was given up may be asked about as well: a customer whose first attempt failed may come back from a second one.
     *
     * @param interval the shortest time between two questions
     * @return empty when the caller may ask now, else when it may
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<Instant> claimStatusCheck(String paymentId, Asker asker, Instant now, Duration interval);

    /** On whose behalf a provider is asked. */
    enum Asker {
        /** The customer, or whoever has the payment's page. */
        PAGE,
        MERCHANT,
        /** The reconciler, about transactions that a returning browser reported. */
        SCHEDULE
    }

    /** What became of news. */
    enum Raise {
        /** The status was raised. */
        RAISED,
        /** The payment was there already, or further. */
        STALE,
        /** The news contradicts the payment's provider, currency or amount. */
        MISMATCH,
        /** The same news contradicted the payment before, which is in its history already. */
        KNOWN_MISMATCH,
        /** The payment is paid, and the news tells of another transaction or of more money, which is in its history now. */
        PAID_AGAIN,
        /** The same, and it was in its history already. */
        KNOWN_PAID_AGAIN,
        /** There is no such payment. */
        UNKNOWN_PAYMENT
    }
}
