package africa.paylinks.idempotency;

import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.PaymentTerms;
import java.util.Optional;

/**
 * Makes a creation happen once, however often it is requested. The key is reserved together with the payment, and only the
 * latest holder of the key can finish it.
 */
public interface IdempotencyStore {

    /**
     * Reserves key and payment in one transaction, or returns the state of a known key.
     *
     * @param terms the payment to reserve if the key is new
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Reservation reserve(IdempotencyKey key, Fingerprint fingerprint, PaymentTerms terms);

    /**
     * The state of a known key, for a request that would be refused today. Unlike {@link #reserve}, it reserves nothing new.
     *
     * @return empty when the key is unknown, expired or belongs to another request
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint);

    /**
     * Writes the result and the answer, with history and outbox, in one transaction that succeeds only while the token is
     * valid.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Completion complete(FencingToken token, CreationResult result, StoredAnswer answer);

    /**
     * Does the same for a payment whose status an event has raised past
     * {@link africa.paylinks.payment.PaymentStatus#CREATING} meanwhile: the status stays, and only the instructions are
     * added.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Completion completeRaised(FencingToken token, CreationResult result, StoredAnswer answer);

    /** Ends the lease, so that a retry may take over at once; does nothing if it was taken over already. */
    void release(FencingToken token);

    /** The result of completing a creation. */
    enum Completion {
        COMPLETED,
        /** Another process holds the key; nothing was written. */
        TAKEN_OVER,
        /** An event has already raised the payment's status; nothing was written. */
        ALREADY_RAISED
    }
}
