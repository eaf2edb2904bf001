package africa.paylinks.erasure;

import java.time.Instant;

/** Erases personal data where it is stored. */
public interface PersonalDataStore {

    /**
     * Erases the personal data of a payment in everything that is stored about it; amounts, statuses, references and times
     * stay. It may stop half-way and can be repeated: the payment itself is changed last, together with its audit trail.
     *
     * @throws ReasonIsPersonal                         when the audit's reason repeats personal data of the payment
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Outcome erase(String paymentId, Audit audit);

    /**
     * The entry in the payment's audit trail.
     *
     * @param by     who erases
     * @param reason why
     */
    record Audit(Instant at, String by, String reason) {
    }

    /** What became of an erasure. */
    enum Outcome {
        ERASED,
        /** Nothing was left to erase. */
        ALREADY_ERASED,
        /** The payment, a refund or a webhook of it is still in progress; nothing was changed. */
        OPEN
    }
}
