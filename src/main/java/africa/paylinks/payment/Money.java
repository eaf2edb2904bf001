package africa.paylinks.payment;

import java.math.BigDecimal;

/**
 * An amount with its currency, so that amounts are never bare numbers.
 *
 * @param minor    the amount in the currency's minor units (cents, pesewas, kobo; whole francs for XOF), never negative
 * @param currency an ISO 4217 code that {@link Currencies} knows
 */
public record Money(long minor, String currency) {

    /** Amounts of 10^15 minor units or more are rejected as a mistake. */
    private static final long LIMIT = 1_000_000_000_000_000L;

    public Money {
        if (minor < 0) {
            throw new IllegalArgumentException("An amount cannot be negative");
        }
        if (Currencies.decimals(currency).isEmpty()) {
            throw new IllegalArgumentException("Unknown currency " + currency);
        }
    }

    /**
     * Reads an amount in major units.
     *
     * @throws IllegalArgumentException when the amount is not positive, has more decimals than the currency, or is too large;
     *                                  the message is meant for the caller
     */
    public static Money ofMajor(BigDecimal major, String currency) {
        int decimals = Currencies.decimals(currency)
                .orElseThrow(() -> new IllegalArgumentException("Unknown currency " + currency));
        if (major.signum() <= 0) {
            throw new IllegalArgumentException("The amount must be greater than zero.");
        }
        // Check the bounds first: setScale on 1E+2000000000 would allocate gigabytes of digits.
        if (major.precision() - (long) major.scale() > 15) {
            throw new IllegalArgumentException("The amount is too large.");
        }
        BigDecimal stripped = major.stripTrailingZeros();
        if (stripped.scale() > decimals) {
            throw new IllegalArgumentException(decimals == 0
                    ? currency + " has no decimals; use a whole number."
                    : currency + " has at most " + decimals + " decimals.");
        }
        BigDecimal minor = stripped.movePointRight(decimals);
        if (minor.compareTo(BigDecimal.valueOf(LIMIT)) >= 0) {
            throw new IllegalArgumentException("The amount is too large.");
        }
        return new Money(minor.longValueExact(), currency);
    }

    /** Zero in that currency. */
    public static Money zero(String currency) {
        return new Money(0, currency);
    }

    /** The amount in major units, with the currency's number of decimals. */
    public BigDecimal major() {
        return BigDecimal.valueOf(minor, Currencies.decimals(currency).orElseThrow());
    }

    /** The amount in major units as plain digits, such as {@code 50.00} or {@code 5000}. */
    public String majorText() {
        return major().toPlainString();
    }

    /** Whether this has the same currency and is at least {@code due}. */
    public boolean covers(Money due) {
        return currency.equals(due.currency) && minor >= due.minor;
    }

    @Override
    public String toString() {
        return majorText() + " " + currency;
    }
}
