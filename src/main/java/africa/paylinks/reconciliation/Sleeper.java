package africa.paylinks.reconciliation;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
public interface Sleeper {

    /** Returns when the time has passed, or the thread is to end. */
    void of(Duration duration);
}
