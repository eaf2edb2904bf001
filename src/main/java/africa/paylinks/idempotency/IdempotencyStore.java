package africa.paylinks.idempotency;

import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.PaymentTerms;
import java.util.Optional;

/**
 * Makes a creation happen once however often it is asked for: the key is reserved together with the payment, and only
 * the last holder of the key can finish it.
 */
public interface IdempotencyStore {

    /**
     * Reserves key and payment in one transaction, or says what became of the key before.
     *
     * @param terms the payment to reserve if the key is new
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Reservation reserve(IdempotencyKey key, Fingerprint fingerprint, PaymentTerms terms);

    /**
     * What became of a key before, for a request that would not be begun today: like {@link #reserve}, but nothing new is
     * reserved.
     *
     * @return empty when the key is not known, is over its time or belongs to another request
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Optional<Reservation> resume(IdempotencyKey key, Fingerprint fingerprint);

    /**
     * Writes how the creation ended and what was answered, with history and outbox, in one transaction that holds only
     * while the claim does.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Completion complete(FencingToken claim, CreationResult opening, StoredAnswer answer);

    /**
     * The same for a payment that news has raised past {@link africa.paylinks.payment.PaymentStatus#CREATING} meanwhile:
     * its status stays, and only the instructions are added.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Completion completeRaised(FencingToken claim, CreationResult opening, StoredAnswer answer);

    /** Ends the claim's lease, so that a retry may take over at once; does nothing if somebody has already. */
    void release(FencingToken claim);

    /** What came of writing the end of a creation. */
    enum Completion {
        COMPLETED,
        /** Somebody else holds the key by now; nothing was written. */
        TAKEN_OVER,
        /** News was faster and has raised the payment's status; nothing was written. */
        ALREADY_RAISED
    }
}
