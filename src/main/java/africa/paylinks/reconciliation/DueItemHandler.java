package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueItem;

/** What is done about one kind of what is due. Whatever is due has exactly one of these. */
public interface DueItemHandler {

    /** Whether this kind is for it. */
    boolean handles(DueItem.Subject subject);

    /**
     * Looks at something that this run alone has taken; may throw, and it is due again when the run's lease is over.
     *
     * @param turn which of the run's looks at it this is, from 1 on
     */
    CheckResult check(DueItem due, int turn);

    /**
     * Looks at something that has waited long for a provider that does not answer; asks nobody.
     *
     * @return as {@link #look}, with {@link CheckResult.Contact#NONE}
     */
    CheckResult checkWithoutAsking(DueItem due);
}
