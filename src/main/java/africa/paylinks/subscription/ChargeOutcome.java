package africa.paylinks.subscription;

import africa.paylinks.payment.Failure;
import java.time.Duration;
import java.util.Optional;

/** What is known about an attempt's payment. */
public sealed interface ChargeOutcome {

    /**
     * The provider did not answer, or could not be asked: the same reference is asked again.
     *
     * @param retryAfter the earliest time for that, if it is known
     */
    record Unknown(Optional<Duration> retryAfter) implements ChargeOutcome {
    }

    /**
     * The customer can pay or approve.
     *
     * @param link      the page to open
     * @param byCustomer whether the customer must open it, because nothing was sent to a phone
     */
    record Pending(String link, boolean byCustomer) implements ChargeOutcome {
    }

    /** The payment ended unpaid; a late success may follow. */
    record Failed(Failure failure) implements ChargeOutcome {
    }

    /**
     * Money was received.
     *
     * @param late whether it came after the payment was given up
     */
    record Paid(boolean late) implements ChargeOutcome {
    }
}
