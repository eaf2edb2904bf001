package africa.paylinks.local.operations;

import java.time.Instant;
import java.util.Map;

/** A time and a metric for tests. */
final class Times {

    static final MetricKey METRIC = MetricKey.of("Test", "Value", Map.of());
    private static final Instant HOUR = Instant.parse("2026-11-29T10:00:00Z");

    private Times() {
    }

    /** A minute after a whole hour. */
    static Instant minute(int minutes) {
        return HOUR.plusSeconds(60L * minutes);
    }
}
