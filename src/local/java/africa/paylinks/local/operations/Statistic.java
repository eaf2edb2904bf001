package africa.paylinks.local.operations;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statistic of CloudWatch over the values of a period: {@code Sum}, {@code Average}, {@code Minimum}, {@code Maximum},
 * {@code SampleCount}, percentiles such as {@code p95}, and {@code TC} (how many) and {@code PR} (which percentage) of the
 * values above a lower bound and up to an upper one.
 */
record Statistic(String name, ToDoubleFunction<NavigableMap<Double, Long>> of) {

    private static final Pattern PERCENTILE = Pattern.compile("p([0-9]{1,2}(?:\\.[0-9]+)?|100)");
    private static final Pattern RANGE = Pattern.compile("(TC|PR)\\(([0-9.]*):([0-9.]*)\\)");
    private static final Set<String> COUNTS = Set.of("Sum", "SampleCount");

    /**
     * Finds a statistic by its name.
     *
     * @throws Unsupported when it is none of the above
     */
    static Statistic named(String name) {
        return new Statistic(name, switch (name) {
            case "Sum" -> Statistic::sum;
            case "Average" -> values -> sum(values) / count(values);
            case "Minimum" -> NavigableMap::firstKey;
            case "Maximum" -> NavigableMap::lastKey;
            case "SampleCount" -> Statistic::count;
            default -> ofBounds(name);
        });
    }

    /** Whether the values of two periods add up to the value of both. */
    boolean isCount() {
        return COUNTS.contains(name) || name.startsWith("TC");
    }

    private static ToDoubleFunction<NavigableMap<Double, Long>> ofBounds(String name) {
        Matcher percentile = PERCENTILE.matcher(name);
        if (percentile.matches()) {
            double share = Double.parseDouble(percentile.group(1)) / 100;
            return values -> percentile(values, share);
        }
        Matcher range = RANGE.matcher(name);
        if (!range.matches() || range.group(2).isEmpty() && range.group(3).isEmpty()) {
            throw new Unsupported("the statistic " + name);
        }
        double above = range.group(2).isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(range.group(2));
        double upTo = range.group(3).isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(range.group(3));
        return range.group(1).equals("TC") ? values -> count(values.subMap(above, false, upTo, true))
                : values -> 100 * count(values.subMap(above, false, upTo, true)) / count(values);
    }

    /** The smallest value that the given share of the values does not exceed. */
    private static double percentile(NavigableMap<Double, Long> values, double share) {
        double wanted = Math.ceil(share * count(values));
        double seen = 0;
        for (Map.Entry<Double, Long> value : values.entrySet()) {
            seen += value.getValue();
            if (seen >= wanted) {
                return value.getKey();
            }
        }
        return values.lastKey();
    }

    private static double sum(Map<Double, Long> values) {
        return values.entrySet().stream().mapToDouble(value -> value.getKey() * value.getValue()).sum();
    }

    private static double count(Map<Double, Long> values) {
        return values.values().stream().mapToLong(Long::longValue).sum();
    }
}
