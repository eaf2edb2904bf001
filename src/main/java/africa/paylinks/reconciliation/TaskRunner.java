package africa.paylinks.reconciliation;

import java.util.List;

/** Does several things at once. */
public interface TaskRunner {

    /**
     * Does all of them, and returns when each has ended.
     *
     * @throws RuntimeException what one of them threw
     */
    void all(List<Runnable> tasks);
}
