package africa.paylinks.local;

import africa.paylinks.metrics.MetricsOutput;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Plays the part of CloudWatch that takes metrics from a function's lines: keeps the latest of them, as they were written, for
 * whoever evaluates them. A developer's log stays free of them.
 */
@Singleton
public final class LocalMetrics implements MetricsOutput {

    private static final int MOST_LINES = 200_000;

    private final Deque<String> lines = kept();

    @SuppressWarnings("unchecked")
    private static Deque<String> kept() {
        return (Deque<String>) DevModeState.objects().computeIfAbsent("metrics", name -> new ArrayDeque<String>());
    }

    @Override
    public void write(String line) {
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > MOST_LINES) {
                lines.remove();
            }
        }
    }

    /** Every line that is kept, in the order in which they were written. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
