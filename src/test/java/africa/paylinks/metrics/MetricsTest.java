package africa.paylinks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import africa.paylinks.logging.Correlation;
import africa.paylinks.payment.SamplePayments;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:`[A-Z]\\w+`(?:, )?)+) \\| (\\w+) \\| (yes)? ?\\|");

    private final RecordedMetrics recorded = new RecordedMetrics(Clock.fixed(SamplePayments.NOW, ZoneOffset.UTC));

    @Test
    void aLineOfAProviderHasBothDimensionSetsAndNoOther() {
        recorded.metrics().line("provider-call", "flot").count(Metric.PROVIDER_CALL).time(Metric.PROVIDER_TIME, Duration.ofMillis(12))
                .property("operation", "status").write();
        JsonNode line = recorded.lines().get(0);
        JsonNode directive = line.at("/_aws/CloudWatchMetrics/0");
        assertEquals("Paylinks", directive.path("Namespace").asText());
        assertEquals("[[\"Stage\"],[\"Stage\",\"Provider\"]]", directive.path("Dimensions").toString());
        assertEquals("[{\"Name\":\"ProviderCall\",\"Unit\":\"Count\"},{\"Name\":\"ProviderTime\",\"Unit\":\"Milliseconds\"}]",
                directive.path("Metrics").toString());
        assertEquals(SamplePayments.NOW.toEpochMilli(), line.at("/_aws/Timestamp").longValue());
        assertEquals("test flot 1 12 status", String.join(" ", line.path("Stage").asText(), line.path("Provider").asText(),
                line.path("ProviderCall").asText(), line.path("ProviderTime").asText(), line.path("operation").asText()));
    }

    @Test
    void aLineWithoutProviderHasOnlyTheStage() {
        recorded.metrics().line("reconciler-run").count(Metric.RECONCILER_RUN).write();
        assertEquals("[[\"Stage\"]]", recorded.lines().get(0).at("/_aws/CloudWatchMetrics/0/Dimensions").toString());
    }

    @Test
    void secondsHaveMillisecondsAndNoTimeIsNegative() {
        for (long millis : List.of(5_000L, 10_007L, -3L)) {
            recorded.metrics().line("payment-completed", "flot").time(Metric.PAYMENT_DURATION, Duration.ofMillis(millis)).write();
        }
        assertEquals(List.of("5.0", "10.007", "0.0"), recorded.lines().stream().map(line -> line.path("PaymentDuration").asText()).toList());
    }

    @Test
    void aLineWithoutAValueIsNotWritten() {
        recorded.metrics().line("webhook-received", "flot").property("state", "STALE").write();
        assertEquals(List.of(), recorded.lines());
    }

    @Test
    void aLineIsJsonWhateverAPropertyContains() {
        String nasty = "\"\\\n\u0000\u2028\ud800 é \ud83d\ude00";
        recorded.metrics().line("event-failed").count(Metric.EVENT_FAILED).property("answer", nasty).write();
        assertEquals(nasty, recorded.lines().get(0).path("answer").asText());
    }

    @Test
    void aLineHasTheIdsOfItsRequestAndPayment() {
        Correlation.request("gw-1", () -> {
            Correlation.setPayment("pay_1");
            recorded.metrics().line("attempt", "flot").count(Metric.ATTEMPT).write();
            return null;
        });
        recorded.metrics().line("attempt", "flot").count(Metric.ATTEMPT).write();
        assertEquals("gw-1", recorded.lines().get(0).path("requestId").asText());
        assertEquals("pay_1", recorded.lines().get(0).path("payment").asText());
        assertFalse(recorded.lines().get(1).has("requestId") || recorded.lines().get(1).has("payment"));
    }

    /** A check that accepts everything would prove nothing about the lines that pass it. */
    @Test
    void linesThatCloudWatchWouldNotReadAreInvalid() {
        String good = "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"P\",\"Dimensions\":[[\"Stage\"]],"
                + "\"Metrics\":[{\"Name\":\"A\",\"Unit\":\"Count\"}]}]},\"Stage\":\"s\",\"A\":1}";
        assertEquals(List.of(), EmfSchema.errors(good));
        for (Map.Entry<String, String> broken : Map.of("\"Timestamp\":1", "\"Timestamp\":\"1\"", "\"Namespace\":\"P\",", "", "Count", "Counts",
                ",\"A\":1}", "}", "\"A\":1}", "\"A\":\"1\"}", "\"Stage\":\"s\",", "", "[[\"Stage\"]]", "[]", "{\"_aws\"", "x{\"_aws\"", "\"Name\":\"A\"", "\"Name\":\"B\"").entrySet()) {
            String line = good.replace(broken.getKey(), broken.getValue());
            assertFalse(EmfSchema.errors(line).isEmpty(), line);
        }
    }

    @Test
    void theOperatorsPageListsEveryMetricWithItsUnitAndDimensions() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(Path.of("docs/operate.md")));
        while (rows.find()) {
            for (String name : rows.group(1).split(", ")) {
                listed.put(name.replace("`", ""), rows.group(2) + (rows.group(3) == null ? "" : " by provider"));
            }
        }
        assertEquals(Arrays.stream(Metric.values()).collect(Collectors.toMap(Metric::wireName,
                metric -> metric.unit() + (RecordedMetrics.OF_STAGE_ALONE.contains(metric) ? "" : " by provider"), (one, other) -> one, TreeMap::new)), listed);
    }
}
