package africa.paylinks.provider;

import africa.paylinks.payment.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads what a provider charges for a transaction. No decision depends on it, so an implausible one is ignored and never
 * delays a payment.
 */
public final class ProviderFee {

    private static final Logger LOG = Logger.getLogger(ProviderFee.class);
    /** A number with more digits is no amount, and arithmetic on it could allocate gigabytes. */
    private static final int MAX_DIGITS = 40;

    private ProviderFee() {
    }

    /**
     * The fee in the currency of the amount paid, rounded half up to its minor unit. Empty if none is stated, or if it is
     * not a number from zero to the amount paid, which is logged.
     *
     * @param stated   the provider's number
     * @param decimals how many decimals of the major unit the number contains as digits: 0 for major units, 2 for hundredths
     * @param paid     the amount paid, if readable; without it, nothing can be said about the fee
     */
    public static Optional<Money> read(String provider, Optional<String> stated, int decimals, Optional<Money> paid) {
        if (stated.isEmpty() || paid.isEmpty()) {
            return Optional.empty();
        }
        Optional<Money> fee = number(stated.get()).flatMap(number -> within(number.movePointLeft(decimals), paid.get()));
        if (fee.isEmpty()) {
            LOG.warnf("provider-fee-ignored provider=%s: the fee is not a number from zero to the amount paid", provider);
        }
        return fee;
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text.trim()))
                    .filter(number -> number.precision() <= MAX_DIGITS && Math.abs((long) number.scale()) <= MAX_DIGITS);
        } catch (NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Money> within(BigDecimal major, Money paid) {
        if (major.signum() < 0 || major.compareTo(paid.major()) > 0) {
            return Optional.empty();
        }
        int places = paid.major().scale();
        return Optional.of(new Money(major.setScale(places, RoundingMode.HALF_UP).movePointRight(places).longValueExact(), paid.currency()));
    }
}
