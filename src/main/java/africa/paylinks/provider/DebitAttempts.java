package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Limits the debits that customers request on the public page. Otherwise anyone with a link could test strangers' numbers or
 * make their phones ring. Every method throws {@link StoreUnavailable} when the store cannot answer.
 */
public interface DebitAttempts {

    /** Maximum number of debit attempts per payment. */
    int MAX_PER_PAYMENT = 5;
    /** The period in which a number's debits are counted. */
    Duration NUMBER_WINDOW = Duration.ofHours(1);
    /** How long the customer must wait after each attempt of a payment. */
    List<Duration> PAUSES = List.of(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10));

    /**
     * Claims the next attempt for both the payment and the number, or for neither.
     *
     * @param phone the number with country code
     */
    Claim claim(String paymentId, String phone, Instant now);

    /**
     * Claims a further attempt with a corrected number while the last debit is open. It becomes the payment's debit; the
     * earlier one can still pay, but its failure no longer fails the payment.
     *
     * @param phone the number with country code
     */
    Claim claimCorrection(Payment payment, String phone, Instant now);

    /** Records the provider's id of a corrected debit. */
    void corrected(Payment payment, int debit, String providerReference);

    /** Makes the earlier debit the payment's again, because the corrected one does not exist at the provider. */
    void revertCorrection(Payment payment, int debit, String phone);

    /** Whether the payment has no attempt left. */
    boolean isExhausted(String paymentId);

    /** Records in the payment's history that the provider refused an attempt. */
    void refused(Payment payment, int attempt, Failure failure, Instant at);

    /** Returns an attempt that did not reach the provider. */
    void withdraw(String paymentId, int attempt);

    /** The result of a claim. */
    sealed interface Claim {
    }

    /**
     * The caller may start the debit.
     *
     * @param debit the number of the debit, see {@link africa.paylinks.payment.Debits}
     */
    record Granted(int attempt, int debit) implements Claim {
    }

    /** This number was asked for this payment already. */
    record SameNumber() implements Claim {
    }

    /** The last attempt was refused too recently. */
    record TooEarly(Instant until) implements Claim {
    }

    /** The last attempt has no answer yet, or the payment is no longer open; its page shows the status. */
    record Unanswered() implements Claim {
    }

    /** All attempts of the payment are used up. */
    record Exhausted() implements Claim {
    }

    /** The number was debited too often, by this payment or others. */
    record NumberLimited(Instant until) implements Claim {
    }
}
