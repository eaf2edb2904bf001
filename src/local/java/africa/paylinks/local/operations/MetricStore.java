package africa.paylinks.local.operations;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of every metric, by minute: how often each value occurred, from which count, sum and every percentile follow exactly.
 *
 * <p>It keeps JDK types only, so it survives a reload of the classes.
 */
public final class MetricStore {

    private static final long KEPT_MINUTES = 2 * 24 * 60;

    private final Map<String, NavigableMap<Long, NavigableMap<Double, Long>>> metrics;

    /**
     * Opens the store, including what was stored before a reload.
     *
     * @param state objects that outlive a reload
     */
    @SuppressWarnings("unchecked")
    public MetricStore(Map<String, Object> state) {
        this.metrics = (Map<String, NavigableMap<Long, NavigableMap<Double, Long>>>) state.computeIfAbsent("metric-values",
                key -> new ConcurrentHashMap<String, NavigableMap<Long, NavigableMap<Double, Long>>>());
    }

    /** Adds a value. */
    void add(MetricKey metric, Instant at, double value) {
        long minute = Math.floorDiv(at.getEpochSecond(), 60);
        NavigableMap<Long, NavigableMap<Double, Long>> minutes = metrics.computeIfAbsent(metric.toString(), key -> new TreeMap<>());
        synchronized (minutes) {
            minutes.computeIfAbsent(minute, any -> new TreeMap<>()).merge(value, 1L, Long::sum);
            minutes.headMap(minutes.lastKey() - KEPT_MINUTES).clear();
        }
    }

    /** The statistic of each period; a period without a value is missing. */
    Series series(MetricKey metric, Statistic statistic, Grid grid) {
        double[] points = new double[grid.count()];
        for (int i = 0; i < points.length; i++) {
            NavigableMap<Double, Long> values = values(metric, grid.begin(i), grid.begin(i + 1));
            points[i] = values.isEmpty() ? Double.NaN : statistic.of().applyAsDouble(values);
        }
        return new Series(points);
    }

    private NavigableMap<Double, Long> values(MetricKey metric, long from, long to) {
        NavigableMap<Long, NavigableMap<Double, Long>> minutes = metrics.get(metric.toString());
        NavigableMap<Double, Long> all = new TreeMap<>();
        if (minutes != null) {
            synchronized (minutes) {
                minutes.subMap(from, to).values().forEach(values -> values.forEach((value, times) -> all.merge(value, times, Long::sum)));
            }
        }
        return all;
    }
}
