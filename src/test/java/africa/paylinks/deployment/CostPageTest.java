package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.RecordedMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/cost.md states is what the template has, and its sums are right. */
class CostPageTest {

    private static final String PAGE = read();

    @Test
    void theSumsAreThoseOfTheirRows() {
        for (String section : List.of("## A million payments", "## Without traffic")) {
            BigDecimal sum = BigDecimal.ZERO;
            int rows = 0;
            for (List<String> row : table(section)) {
                if (row.get(0).startsWith("**")) {
                    assertEquals(sum, number(row.get(3)), section);
                    rows++;
                } else {
                    assertEquals(number(row.get(1)).multiply(number(row.get(2))).setScale(2, RoundingMode.HALF_UP), number(row.get(3)), row.toString());
                    sum = sum.add(number(row.get(3)));
                }
            }
            assertEquals(1, rows, section);
            assertTrue(PAGE.lines().toList().get(2).contains(" " + sum.setScale(0, RoundingMode.HALF_UP) + " USD"), section);
        }
    }

    @Test
    void theCustomMetricsAddUpWithOneProviderAndWithFive() {
        List<List<String>> rows = table("## Custom metrics");
        assertEquals(5, rows.size());
        int ofStage = RecordedMetrics.OF_STAGE_ALONE.size();
        int ofProvider = Metric.values().length - ofStage;
        assertEquals(List.of(BigDecimal.valueOf(ofStage), BigDecimal.valueOf(ofProvider * 2L), BigDecimal.valueOf(ofProvider * 6L)),
                List.of(number(rows.get(0).get(1)), number(rows.get(1).get(1)), number(rows.get(1).get(2))));
        for (int column : new int[] {1, 2}) {
            BigDecimal sum = rows.subList(0, 3).stream().map(row -> number(row.get(column))).reduce(BigDecimal.ZERO, BigDecimal::add);
            assertEquals(sum, number(rows.get(3).get(column)));
            assertEquals(sum.multiply(new BigDecimal("0.30")), number(rows.get(4).get(column)));
        }
    }

    @Test
    void whatCostsWithoutTrafficIsWhatTheTemplateHas() {
        Map<String, BigDecimal> counts = table("## Without traffic").stream().filter(row -> !row.get(0).startsWith("**"))
                .collect(Collectors.toMap(row -> row.get(0), row -> number(row.get(1))));
        assertEquals(resources("AWS::SecretsManager::Secret"), counts.get("Secrets"));
        assertEquals(resources("AWS::KMS::Key"), counts.get("Customer key"));
        BigDecimal ofFunctions = metricsOfAlarms(Optional.of("WatchesThrottlesAndDurations"));
        assertEquals(metricsOfAlarms(Optional.empty()).add(ofFunctions), counts.get("Metrics of alarms"));
        assertTrue(PAGE.contains("`FunctionAlarms=errors` leaves " + ofFunctions + " of them out"));
        assertTrue(PAGE.contains("`Objectives=on` adds " + metricsOfAlarms(Optional.of("WatchesObjectives")) + " more"));
        assertTrue(PAGE.contains("| Metrics of log filters | " + resources("AWS::Logs::MetricFilter") + " |"));
    }

    private static BigDecimal resources(String type) {
        return BigDecimal.valueOf(DeployedFunction.TEMPLATE.resources(type).size());
    }

    private static BigDecimal metricsOfAlarms(Optional<String> condition) {
        Map<String, Object> resources = DeployedFunction.TEMPLATE.section("Resources");
        return BigDecimal.valueOf(DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm").entrySet().stream()
                .filter(alarm -> condition.equals(Optional.ofNullable(Template.map(resources.get(alarm.getKey())).get("Condition"))))
                .mapToLong(alarm -> Math.max(1, Template.list(alarm.getValue().get("Metrics")).stream()
                        .filter(metric -> Template.map(metric).containsKey("MetricStat")).count())).sum());
    }

    /** The rows of a section's first table, without its head. */
    private static List<List<String>> table(String section) {
        return PAGE.lines().dropWhile(line -> !line.equals(section)).dropWhile(line -> !line.startsWith("|")).takeWhile(line -> line.startsWith("|"))
                .skip(2).map(line -> Arrays.stream(line.substring(1, line.length() - 1).split("\\|")).map(String::strip).toList()).toList();
    }

    /** The number that a cell begins with. */
    private static BigDecimal number(String cell) {
        return new BigDecimal(cell.replace("*", "").replace(",", "").replaceFirst(" .*", ""));
    }

    private static String read() {
        try {
            return Files.readString(Path.of("docs", "cost.md"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
