package africa.paylinks.provider;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Transactions that returning browsers reported, stored until the provider reports their outcome. Some providers can only be
 * asked about transactions; if no webhook arrives, the browser's report is the only lead. A report is a hint and no proof.
 */
public interface ReportedTransactions {

    /** Maximum number of open transactions per payment, because anyone with the link can report any number of them. */
    int MAX_OPEN = 5;

    /**
     * Stores a transaction as due, unless it is known. When too many are open, the oldest one that the provider does not know
     * or was not asked about is dropped; transactions that the provider knows stay.
     *
     * @param at when it was reported
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void note(String provider, String paymentId, String transactionId, Instant at);

    /**
     * Stores a debit under our own reference as due, so that it is followed to its end although another one becomes the
     * payment's, or pays it. If it is stored already, it is due again: the provider may learn of it only now.
     *
     * @param at when the provider is asked for it
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void follow(String provider, String paymentId, String debit, Instant at);

    /**
     * A payment's transactions without a known outcome, latest first.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    List<Open> open(String paymentId);

    /**
     * Records the provider's answer about a transaction, if it is stored.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void answered(String paymentId, String transactionId, Answer answer);

    /**
     * A transaction without a known outcome.
     *
     * @param answer the provider's last answer, never {@link Answer#OUTCOME}; empty when it has not answered yet
     */
    record Open(String transactionId, Instant reportedAt, Optional<Answer> answer) {

        /** Whether the provider was asked and does not know it. */
        public boolean unknown() {
            return answer.filter(Answer.UNKNOWN::equals).isPresent();
        }
    }

    /** A provider's answer about a transaction. */
    enum Answer {
        /** The outcome; the transaction is no longer due. */
        OUTCOME,
        /** The provider knows it, but it has no outcome yet. */
        UNDECIDED,
        /** The provider does not know it. */
        UNKNOWN
    }
}
