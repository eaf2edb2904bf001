package africa.paylinks.reconciliation;

import africa.paylinks.payment.DueItem;

/** Processes one kind of due item. Every due item has exactly one handler. */
public interface DueItemHandler {

    /** Whether this handler processes that kind. */
    boolean handles(DueItem.Subject subject);

    /**
     * Checks an item that this run has leased. If it throws, the item is due again when the lease ends.
     *
     * @param attempt number of this check within the run, starting at 1
     */
    CheckResult check(DueItem due, int attempt);

    /**
     * Processes a long overdue item of a provider that is down, without calling the provider.
     *
     * @return a result as from {@link #check}, with {@link CheckResult.Contact#NONE}
     */
    CheckResult checkWithoutAsking(DueItem due);
}
