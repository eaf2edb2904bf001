package africa.paylinks.provider;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The transactions that returning browsers reported, kept until their provider has said what became of them: where a provider
 * can be asked about transactions only, a browser's word is all there is when no webhook comes. A report is a hint and no proof.
 */
public interface ReportedTransactions {

    /** How many transactions of one payment are open at once; whoever has the link could report any number. */
    int MOST_OPEN = 5;

    /**
     * Keeps a transaction, due to be asked about, unless it is known. Where too many are open, the oldest goes of those that
     * the provider does not know, or was not asked about; one that it knows stays.
     *
     * @param at when it was reported
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void note(String provider, String paymentId, String transactionId, Instant at);

    /**
     * The transactions of a payment that nobody knows the outcome of, the latest first.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    List<Open> open(String paymentId);

    /**
     * Takes note of what the provider says of a transaction, if that is kept.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    void answered(String paymentId, String transactionId, Answer answer);

    /**
     * A transaction whose outcome is open.
     *
     * @param answer what the provider said last, never {@link Answer#OUTCOME}; empty when it has not answered yet
     */
    record Open(String transactionId, Instant reportedAt, Optional<Answer> answer) {

        /** Whether the provider was asked and does not know it. */
        public boolean unknown() {
            return answer.filter(Answer.UNKNOWN::equals).isPresent();
        }
    }

    /** What a provider says of a transaction. */
    enum Answer {
        /** What became of it; it is no longer due. */
        OUTCOME,
        /** It has it, and nothing is decided. */
        UNDECIDED,
        /** It does not know it. */
        UNKNOWN
    }
}
