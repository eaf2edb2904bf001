package africa.paylinks.local;

import africa.paylinks.local.operations.EmbeddedMetrics;
import africa.paylinks.local.operations.MetricStore;
import africa.paylinks.metrics.MetricsOutput;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Stands in for the part of CloudWatch that extracts metrics from log lines: it keeps the latest lines as they were written, for
 * evaluation. The developer's log does not show them.
 */
@Singleton
public final class LocalMetrics implements MetricsOutput {

    private static final int MAX_LINES = 200_000;

    private final Deque<String> lines;
    private final MetricStore store;
    private final EmbeddedMetrics metrics;

    LocalMetrics() {
        this(DevModeState.objects());
    }

    @SuppressWarnings("unchecked")
    private LocalMetrics(Map<String, Object> state) {
        this.lines = (Deque<String>) state.computeIfAbsent("metrics", name -> new ArrayDeque<String>());
        this.store = new MetricStore(state);
        this.metrics = new EmbeddedMetrics(store);
    }

    @Override
    public void write(String line) {
        metrics.accept(line);
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > MAX_LINES) {
                lines.remove();
            }
        }
    }

    /** Returns the values that the lines carried. */
    MetricStore store() {
        return store;
    }

    /** All stored lines, in the order in which they were written. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
