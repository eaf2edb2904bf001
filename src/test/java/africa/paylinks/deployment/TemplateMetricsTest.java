package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.capability.ProvidersOfTheCode;
import africa.paylinks.local.template.Template;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.provider.Provider;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alarms and the dashboard read metrics that the code writes, with its dimensions: CloudWatch reports no wrong name. */
class TemplateMetricsTest {

    private static final Map<String, Metric> WRITTEN = Arrays.stream(Metric.values()).collect(Collectors.toMap(Metric::wireName, metric -> metric));

    /** @param provider the value of the provider's dimension, if the reader has one */
    private record Read(String reader, String metric, List<String> dimensions, Optional<String> provider) {
    }

    @Test
    void everyMetricThatAnAlarmOrTheDashboardReadsIsWrittenWithTheseDimensions() throws Exception {
        List<Read> reads = new ArrayList<>(ofAlarms());
        reads.addAll(ofDashboard());
        assertTrue(reads.size() > 30, reads.size() + " reads");
        Set<String> providers = ProvidersOfTheCode.byName().stream().map(Provider::name).collect(Collectors.toSet());
        for (Read read : reads) {
            Metric metric = WRITTEN.get(read.metric());
            assertTrue(metric != null, read.reader() + " reads " + read.metric());
            if (read.provider().isEmpty()) {
                assertEquals(List.of("Stage"), read.dimensions(), read.reader());
            } else {
                assertEquals(List.of("Stage", "Provider"), read.dimensions(), read.reader());
                assertTrue(!RecordedMetrics.OF_STAGE_ALONE.contains(metric), read.reader() + " reads " + metric + " of a provider");
                assertTrue(providers.contains(read.provider().get()), read.reader() + " reads " + metric + " of " + read.provider().get());
            }
        }
    }

    @Test
    void theCodeWritesEveryMetricThatItDeclares() throws IOException {
        String source;
        try (Stream<Path> files = Files.walk(Pages.root().resolve("src/main/java"))) {
            source = files.filter(file -> file.toString().endsWith(".java")).map(TemplateMetricsTest::text).collect(Collectors.joining());
        }
        Set<String> unused = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            if (!source.contains("Metric." + metric.name())) {
                unused.add(metric.name());
            }
        }
        assertEquals(Set.of(), unused);
    }

    private static List<Read> ofAlarms() {
        List<Read> reads = new ArrayList<>();
        DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm").forEach((id, alarm) -> {
            List<Map<String, Object>> metrics = new ArrayList<>();
            if (alarm.containsKey("Metrics")) {
                Template.list(alarm.get("Metrics")).forEach(query ->
                        metrics.add(Template.map(Template.map(Template.map(query).get("MetricStat")).get("Metric"))));
            } else {
                metrics.add(alarm);
            }
            metrics.stream().filter(metric -> Metrics.NAMESPACE.equals(metric.get("Namespace"))).forEach(metric -> {
                List<String> names = Template.list(metric.get("Dimensions")).stream()
                        .map(dimension -> String.valueOf(Template.map(dimension).get("Name"))).toList();
                Optional<String> provider = Template.list(metric.get("Dimensions")).stream().map(Template::map)
                        .filter(dimension -> "Provider".equals(dimension.get("Name"))).map(dimension -> String.valueOf(dimension.get("Value"))).findFirst();
                reads.add(new Read(id, String.valueOf(metric.get("MetricName")), names, provider));
            });
        });
        return reads;
    }

    private static List<Read> ofDashboard() throws IOException {
        List<Read> reads = new ArrayList<>();
        for (JsonNode widget : DashboardTest.widgets()) {
            for (JsonNode metric : widget.path("properties").path("metrics")) {
                if (!metric.path(0).asText().equals(Metrics.NAMESPACE)) {
                    continue;
                }
                List<String> names = new ArrayList<>();
                Optional<String> provider = Optional.empty();
                for (int i = 2; metric.path(i).isTextual(); i += 2) {
                    names.add(metric.path(i).asText());
                    provider = metric.path(i).asText().equals("Provider") ? Optional.of(metric.path(i + 1).asText()) : provider;
                }
                reads.add(new Read("dashboard: " + widget.path("properties").path("title").asText(), metric.path(1).asText(), names, provider));
            }
        }
        return reads;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
