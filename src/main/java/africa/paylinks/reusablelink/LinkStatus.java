package africa.paylinks.reusablelink;

/** Whether a link can be paid. */
public enum LinkStatus {
    ACTIVE,
    /** All that is left of the limit is taken by customers who have not finished; some of it may become free again. */
    BUSY,
    LIMIT_REACHED,
    EXPIRED,
    INACTIVE
}
