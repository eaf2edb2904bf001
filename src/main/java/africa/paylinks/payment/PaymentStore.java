package africa.paylinks.payment;

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
     * outbox with it.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    Raise raise(StatusEvent event);

    /** What became of news. */
    enum Raise {
        /** The status was raised. */
        RAISED,
        /** The payment was there already, or further. */
        STALE,
        /** The news contradicts the payment's provider, currency or amount. */
        MISMATCH,
        /** There is no such payment. */
        UNKNOWN_PAYMENT
    }
}
