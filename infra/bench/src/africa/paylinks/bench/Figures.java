package africa.paylinks.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.List;

/** Figures of the same kind, told by their median, extremes and 99th percentile: a mean hides what a cold start does. */
record Figures(double[] sorted) {

    static Figures of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Figures(sorted);
    }

    static <T> Figures of(List<T> samples, ToDoubleFunction<T> figure) {
        return of(samples.stream().mapToDouble(figure).toArray());
    }

    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest figure that the given share of all figures does not exceed. */
    double percentile(double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    double min() {
        return sorted[0];
    }

    double max() {
        return sorted[sorted.length - 1];
    }

    /** Median, and in parentheses the extremes. */
    String text(int decimals) {
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number + " (" + number + "–" + number + ")", median(), min(), max());
    }
}
