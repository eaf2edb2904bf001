package africa.paylinks.payment;

import java.math.BigDecimal;

/**
 * An amount of one currency, so that no sum of money is ever a bare number.
 *
 * @param minor    the amount in the currency's minor units (cents, pesewas, kobo; whole francs for XOF), never negative
 * @param currency an ISO 4217 code that {@link Currencies} knows
 */
public record Money(long minor, String currency) {

    /** Ten to the fifteenth minor units and more are taken for a mistake, not for a payment. */
    private static final long LIMIT = 1_000_000_000_000_000L;

    public Money {
        if (minor < 0) {
            throw new IllegalArgumentException("An amount is not negative");
        }
        if (Currencies.decimals(currency).isEmpty()) {
            throw new IllegalArgumentException("Unknown currency " + currency);
        }
    }

    /**
     * Reads an amount in major units.
     *
     * @throws IllegalArgumentException with a message for the caller: not positive, more decimals than the currency
     *                                  has, or too large
     */
    public static Money ofMajor(BigDecimal major, String currency) {
        int decimals = Currencies.decimals(currency)
                .orElseThrow(() -> new IllegalArgumentException("Unknown currency " + currency));
        if (major.signum() <= 0) {
            throw new IllegalArgumentException("The amount must be greater than zero.");
        }
        // Bounds first: setScale on 1E+2000000000 would ask for gigabytes of digits.
        if (major.precision() - (long) major.scale() > 15) {
            throw new IllegalArgumentException("The amount is too large.");
        }
        BigDecimal stripped = major.stripTrailingZeros();
        if (stripped.scale() > decimals) {
            throw new IllegalArgumentException(decimals == 0
                    ? currency + " has no decimals; write a whole number."
                    : currency + " has " + decimals + " decimals at most.");
        }
        BigDecimal minor = stripped.movePointRight(decimals);
        if (minor.compareTo(BigDecimal.valueOf(LIMIT)) >= 0) {
            throw new IllegalArgumentException("The amount is too large.");
        }
        return new Money(minor.longValueExact(), currency);
    }

    /** No money of that currency. */
    public static Money zero(String currency) {
        return new Money(0, currency);
    }

    /** The amount in major units, with as many decimals as the currency has. */
    public BigDecimal major() {
        return BigDecimal.valueOf(minor, Currencies.decimals(currency).orElseThrow());
    }

    /** The amount in major units as plain digits, such as {@code 50.00} or {@code 5000}. */
    public String majorText() {
        return major().toPlainString();
    }

    /** Whether this is the same currency and no less money than {@code due}. */
    public boolean covers(Money due) {
        return currency.equals(due.currency) && minor >= due.minor;
    }

    @Override
    public String toString() {
        return majorText() + " " + currency;
    }
}
