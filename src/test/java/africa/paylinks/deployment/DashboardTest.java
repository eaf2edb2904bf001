package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard and the saved queries of the template. */
class DashboardTest {

    private static final int METRICS_OF_A_FREE_DASHBOARD = 50;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?!AWS::)(\\w+)(\\.\\w+)?}");

    /** The text and its variables. */
    private static final List<Object> SUBSTITUTION = Template.list(Template.map(
            DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Dashboard").get("Dashboard").get("DashboardBody")).get("Fn::Sub"));
    private static final String BODY = String.valueOf(SUBSTITUTION.get(0));

    @Test
    void itIsJsonAndShowsNoMoreMetricsThanAreFree() throws IOException {
        int metrics = 0;
        for (JsonNode widget : widgets()) {
            for (JsonNode metric : widget.path("properties").path("metrics")) {
                metrics += metric.get(0).isTextual() ? 1 : 0;
            }
        }
        assertTrue(metrics > 30 && metrics <= METRICS_OF_A_FREE_DASHBOARD, metrics + " metrics");
    }

    @Test
    void itRefersToWhatTheTemplateMakes() {
        Set<String> known = new TreeSet<>(DeployedFunction.TEMPLATE.section("Resources").keySet());
        known.addAll(DeployedFunction.TEMPLATE.section("Parameters").keySet());
        known.addAll(Template.map(SUBSTITUTION.get(1)).keySet());
        Set<String> named = REFERENCE.matcher(BODY).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.size() > 20, named.toString());
        named.removeAll(known);
        assertEquals(Set.of(), named);
    }

    @Test
    void itShowsTheAlarmsOnThrottlesAndDurationsOfAStackThatHasThem() {
        List<Object> choice = Template.list(Template.map(Template.map(SUBSTITUTION.get(1)).get("ThrottlesAndDurations")).get("Fn::If"));
        Set<String> watching = DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm").keySet().stream()
                .filter(id -> "WatchesThrottlesAndDurations".equals(Template.map(DeployedFunction.TEMPLATE.section("Resources").get(id)).get("Condition")))
                .collect(Collectors.toSet());
        assertTrue(BODY.contains("\"${ThrottlesAndDurations}]"));
        assertEquals("WatchesThrottlesAndDurations", choice.get(0));
        watching.forEach(id -> assertTrue(String.valueOf(choice.get(1)).contains("${" + id + ".Arn}"), id));
        assertEquals(6, watching.size());
        assertEquals("", choice.get(2));
    }

    @Test
    void itShowsEveryAlarmThatIsAlwaysThere() {
        Map<String, Object> resources = DeployedFunction.TEMPLATE.section("Resources");
        DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm").keySet().stream()
                .filter(id -> !Template.map(resources.get(id)).containsKey("Condition"))
                .forEach(id -> assertTrue(BODY.contains("${" + id + ".Arn}"), id));
    }

    @Test
    void everySavedQueryReadsTheFunctionsLogAndIsExplained() throws IOException {
        Map<String, Map<String, Object>> queries = DeployedFunction.TEMPLATE.resources("AWS::Logs::QueryDefinition");
        assertFalse(queries.isEmpty());
        String page = Files.readString(Pages.root().resolve("docs/operate.md"));
        queries.forEach((id, query) -> {
            assertEquals("FunctionLogGroup", DeployedFunction.target(Template.list(query.get("LogGroupNames")).get(0)), id);
            String name = String.valueOf(Template.map(query.get("Name")).get("Fn::Sub")).replaceFirst("^.*/", "");
            assertTrue(page.contains("- `" + name + "`: "), name);
        });
    }

    @Test
    void tracingGrantsNothingElse() {
        Object statement = Template.list(Template.map(DeployedFunction.TEMPLATE.resources("AWS::IAM::ManagedPolicy").get("WriteLogsPolicy")
                .get("PolicyDocument")).get("Statement")).get(1);
        assertEquals(Map.of("Fn::If", List.of("Traces", Map.of("Sid", "Trace", "Effect", "Allow", "Action",
                List.of("xray:PutTraceSegments", "xray:PutTelemetryRecords"), "Resource", "*"), Map.of("Ref", "AWS::NoValue"))), statement);
        assertEquals("PassThrough", DefaultStack.parameter("Tracing"));
    }

    static JsonNode widgets() throws IOException {
        return new ObjectMapper().readTree(BODY.replace("${ThrottlesAndDurations}", "").replaceAll("\\$\\{[^}]+}", "x")).path("widgets");
    }
}
