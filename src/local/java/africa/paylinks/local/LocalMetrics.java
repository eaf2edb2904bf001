package africa.paylinks.local;

import africa.paylinks.metrics.MetricsOutput;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Stands in for the part of CloudWatch that extracts metrics from log lines: it keeps the latest lines as they were written, for
 * evaluation. The developer's log does not show them.
 */
@Singleton
public final class LocalMetrics implements MetricsOutput {

    private static final int MAX_LINES = 200_000;

    private final Deque<String> lines = kept();

    @SuppressWarnings("unchecked")
    private static Deque<String> kept() {
        return (Deque<String>) DevModeState.objects().computeIfAbsent("metrics", name -> new ArrayDeque<String>());
    }

    @Override
    public void write(String line) {
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > MAX_LINES) {
                lines.remove();
            }
        }
    }

    /** All stored lines, in the order in which they were written. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
