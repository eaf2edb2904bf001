package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts the debits that customers ask for on the public page, so that whoever has a link can neither try out strangers'
 * numbers by it nor have their phones ring. Every method throws {@link StoreUnavailable} when the store cannot answer.
 */
public interface DebitAttempts {

    /** How often a debit may be asked for by one payment. */
    int MOST_PER_PAYMENT = 5;
    /** The time over which a number's debits are counted. */
    Duration NUMBER_WINDOW = Duration.ofHours(1);
    /** How long the customer waits after each attempt of a payment. */
    List<Duration> PAUSES = List.of(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10));

    /**
     * Claims the next attempt of a payment and of a number, both or neither.
     *
     * @param phone the number with country code
     */
    Claim claim(String paymentId, String phone, Instant now);

    /** Whether the payment has no attempt left. */
    boolean isExhausted(String paymentId);

    /** Writes into the payment's history that the provider refused an attempt. */
    void refused(Payment payment, int attempt, Failure failure, Instant at);

    /** Gives an attempt back by which the provider was not asked. */
    void withdraw(String paymentId, int attempt);

    /** What came of a claim. */
    sealed interface Claim {
    }

    /** The provider may be asked. */
    record Granted(int attempt) implements Claim {
    }

    /** The last attempt was refused a moment ago. */
    record TooEarly(Instant until) implements Claim {
    }

    /** The last attempt is not answered yet, or the payment is no longer open: its page says how it stands. */
    record Unanswered() implements Claim {
    }

    /** All attempts of the payment are used up. */
    record Exhausted() implements Claim {
    }

    /** The number was asked too often, by this payment or others. */
    record NumberBusy(Instant until) implements Claim {
    }
}
