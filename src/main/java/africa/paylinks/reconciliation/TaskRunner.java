package africa.paylinks.reconciliation;

import java.util.List;

/** Runs tasks in parallel. */
public interface TaskRunner {

    /**
     * Runs all tasks and returns when each has ended.
     *
     * @throws RuntimeException when a task threw it
     */
    void runAll(List<Runnable> tasks);
}
