package africa.paylinks.local.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedMetricsTest {

    private final MetricStore store = new MetricStore(new HashMap<>());
    private final EmbeddedMetrics metrics = new EmbeddedMetrics(store);

    @Test
    void storesEachMetricOncePerDimensionSet() {
        Metrics product = new Metrics(Clock.fixed(Times.minute(3), ZoneOffset.UTC), "prod", metrics::accept);
        product.line("payment-completed", "flot").count(Metric.PAYMENT_COMPLETED).time(Metric.PAYMENT_DURATION, Duration.ofMillis(4_250)).write();
        product.line("payment-completed", "fluid").count(Metric.PAYMENT_COMPLETED).time(Metric.PAYMENT_DURATION, Duration.ofMillis(5_750)).write();
        assertEquals(2, sum("PaymentCompleted", Map.of("Stage", "prod")));
        assertEquals(1, sum("PaymentCompleted", Map.of("Stage", "prod", "Provider", "flot")));
        assertEquals(10, sum("PaymentDuration", Map.of("Stage", "prod")));
        assertEquals(4.25, sum("PaymentDuration", Map.of("Stage", "prod", "Provider", "flot")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "{}", "{\"_aws\":{\"Timestamp\":1}}", "{\"_aws\":{\"Timestamp\":\"x\",\"CloudWatchMetrics\":[{}]}}",
        "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"N\",\"Dimensions\":[[\"Stage\"]],\"Metrics\":[{\"Name\":\"M\"}]}]},\"M\":1}",
        "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"N\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"M\"}]}]}}"})
    void refusesALineThatCloudWatchWouldDrop(String line) {
        assertThrows(IllegalArgumentException.class, () -> metrics.accept(line));
    }

    private double sum(String name, Map<String, String> dimensions) {
        return store.series(MetricKey.of("Paylinks", name, dimensions), Statistic.named("Sum"), Grid.until(Times.minute(4), 1, 1)).last();
    }
}
