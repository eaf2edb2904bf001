package africa.paylinks.subscription;

/** The status of a billing period. {@link #PAID} is never left. */
public enum PeriodStatus {
    /** The charge date has come; the first attempt follows at once. */
    DUE,
    /** An attempt is on its way, or is repeated after a soft failure. */
    CHARGING,
    /** An attempt failed; a retry is planned. */
    RETRYING,
    /** No retry is left; the merchant can still charge it. */
    UNPAID,
    /** Never charged: its date came while the subscription was paused or suspended. */
    SKIPPED,
    PAID;

    /** Whether money for it may still come by an attempt that is planned. */
    boolean isAwaited() {
        return this == DUE || this == CHARGING || this == RETRYING;
    }
}
