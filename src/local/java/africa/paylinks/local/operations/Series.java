package africa.paylinks.local.operations;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** One value per period of a grid; a missing one is not a number. */
record Series(double[] points) {

    static Series constant(double value, int length) {
        double[] points = new double[length];
        Arrays.fill(points, value);
        return new Series(points);
    }

    static boolean isMissing(double value) {
        return Double.isNaN(value);
    }

    Series map(DoubleUnaryOperator change) {
        return new Series(Arrays.stream(points).map(change).toArray());
    }

    /** Combines the points of two series; where either is missing or the result is no number, it is missing. */
    Series with(Series other, DoubleBinaryOperator operator) {
        double[] combined = new double[points.length];
        for (int i = 0; i < combined.length; i++) {
            double value = operator.applyAsDouble(points[i], other.points[i]);
            combined[i] = isMissing(points[i]) || isMissing(other.points[i]) || !Double.isFinite(value) ? Double.NaN : value;
        }
        return new Series(combined);
    }

    double last() {
        return points[points.length - 1];
    }
}
