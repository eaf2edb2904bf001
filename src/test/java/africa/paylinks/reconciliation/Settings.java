package africa.paylinks.reconciliation;

import java.time.Duration;

/** The reconciler's settings in tests, where a run looks once unless the test wants it to stay. */
record Settings(Duration time, Duration poll, Duration faultPatience, int items, int concurrency, Duration lease, Duration creationPatience,
        Duration followUp) implements ReconciliationConfig {

    static final Settings USUAL = new Settings(Duration.ofSeconds(45), Duration.ZERO, Duration.ofDays(1), 1000, 4, Duration.ofMinutes(2),
            Duration.ofHours(1), Duration.ofDays(3));

    Settings items(int items) {
        return new Settings(time, poll, faultPatience, items, concurrency, lease, creationPatience, followUp);
    }

    Settings concurrency(int concurrency) {
        return new Settings(time, poll, faultPatience, items, concurrency, lease, creationPatience, followUp);
    }

    Settings poll(Duration poll) {
        return new Settings(time, poll, faultPatience, items, concurrency, lease, creationPatience, followUp);
    }
}
