package africa.paylinks.erasure;

import java.time.Instant;

/** Erases personal data where it is stored. */
public interface PersonalDataStore {

    /**
     * Erases the personal data of a subject in everything that is stored about it; amounts, statuses, references and times
     * stay. It may stop half-way and can be repeated: the subject itself is changed last, together with its audit trail.
     *
     * @throws ReasonIsPersonal                         when the audit's reason repeats personal data of the subject
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    Outcome erase(ErasureSubject subject, Audit audit);

    /**
     * The entry in the subject's audit trail.
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
        /** It has not ended, or something of it, such as a refund, is still in progress; nothing was changed. */
        OPEN
    }
}
