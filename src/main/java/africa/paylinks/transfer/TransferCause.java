package africa.paylinks.transfer;

import java.util.Locale;

/** What changed a transfer. */
public enum TransferCause {
    /** A request of the merchant. */
    MERCHANT,
    /** The result of the payment that collects the money. */
    PAYMENT,
    /** The end of its time. */
    EXPIRY,
    /** A reversal. */
    REVERSAL;

    /** The name in the history, such as {@code payment}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
