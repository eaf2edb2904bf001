package africa.paylinks.local;

import africa.paylinks.local.time.LocalClock;
import africa.paylinks.reconciliation.Sleeper;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Gives the functions the clock of the local stack in place of the system's, so that both can be moved as one. */
final class LocalTime {

    @Produces
    @Alternative
    @Priority(1)
    @Singleton
    LocalClock clock() {
        return new LocalClock(DevModeState.objects(), Clock.systemUTC());
    }

    @Produces
    @Alternative
    @Priority(1)
    @Singleton
    Sleeper sleeper(LocalClock clock) {
        return duration -> {
            try {
                clock.sleep(duration);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
