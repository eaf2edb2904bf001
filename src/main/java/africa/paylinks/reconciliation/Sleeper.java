package africa.paylinks.reconciliation;

import java.time.Duration;

/** Pauses the current thread; tests replace it. */
@FunctionalInterface
public interface Sleeper {

    /** Returns when the time has passed, or the thread is interrupted. */
    void sleep(Duration duration);
}
