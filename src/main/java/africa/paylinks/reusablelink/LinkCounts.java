package africa.paylinks.reusablelink;

/**
 * The payments of a link.
 *
 * @param taken     those that count towards the limit: completed, or open and able to complete
 * @param completed those that were paid
 * @param late      those among {@link #completed} whose money came after they were given up, which may exceed the limit
 */
public record LinkCounts(long taken, long completed, long late) {

    /** The counts of a new link. */
    public static final LinkCounts NONE = new LinkCounts(0, 0, 0);
}
