package africa.paylinks.local.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticTest {

    private static final List<String> BUCKETS = List.of("TC(:5)", "TC(5:10)", "TC(10:30)", "TC(30:60)", "TC(60:120)", "TC(120:)");

    private final MetricStore store = new MetricStore(new HashMap<>());

    @ParameterizedTest
    @CsvSource({"Sum, 26", "Average, 5.2", "Minimum, 1", "Maximum, 10", "SampleCount, 5", "p50, 5", "p95, 10", "p99.9, 10", "p20, 1", "p21, 5",
        "TC(:5), 4", "TC(5:10), 1", "TC(5:), 1", "TC(0.5:1), 1", "PR(:5), 80", "PR(5:10), 20"})
    void isExact(String name, double expected) {
        for (double value : new double[] {5, 1, 5, 10, 5}) {
            store.add(Times.METRIC, Times.minute(1), value);
        }
        assertEquals(expected, of(name, 5), 1e-9);
    }

    @Test
    void theBucketsOfTheHistogramHoldEachValueOnce() {
        Random random = new Random(7);
        int[] byHand = new int[BUCKETS.size()];
        for (int i = 0; i < 1000; i++) {
            double seconds = random.nextInt(200_000) / 1000.0;
            // Values on a bound, too.
            seconds = i % 10 == 0 ? new double[] {5, 10, 30, 60, 120}[random.nextInt(5)] : seconds;
            byHand[seconds <= 5 ? 0 : seconds <= 10 ? 1 : seconds <= 30 ? 2 : seconds <= 60 ? 3 : seconds <= 120 ? 4 : 5]++;
            store.add(Times.METRIC, Times.minute(i % 60), seconds);
        }
        for (int i = 0; i < byHand.length; i++) {
            assertEquals(byHand[i], of(BUCKETS.get(i), 60), BUCKETS.get(i));
        }
    }

    @Test
    void aPeriodWithoutAValueIsMissing() {
        store.add(Times.METRIC, Times.minute(2), 4);
        double[] points = store.series(Times.METRIC, Statistic.named("Sum"), Grid.until(Times.minute(4), 1, 3)).points();
        assertTrue(Series.isMissing(points[0]));
        assertEquals(4, points[1]);
        assertTrue(Series.isMissing(points[2]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IQM", "TM(10%:90%)", "WM(:99)", "p101", "TC(:)", "sum"})
    void namesWhatItDoesNotKnow(String name) {
        assertTrue(assertThrows(Unsupported.class, () -> Statistic.named(name)).getMessage().contains(name));
    }

    private double of(String name, int minutes) {
        return store.series(Times.METRIC, Statistic.named(name), Grid.until(Times.minute(minutes), minutes, 1)).last();
    }
}
