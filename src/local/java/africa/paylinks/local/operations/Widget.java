package africa.paylinks.local.operations;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A widget of the template's dashboard that shows metrics.
 *
 * @param bars whether it compares numbers instead of showing their course
 */
record Widget(String title, boolean bars, List<Line> lines, Query query) {

    private static final Set<String> FIELDS = Set.of("type", "x", "y", "width", "height", "properties");
    private static final Set<String> PROPERTIES = Set.of("title", "region", "period", "stat", "view", "stacked", "metrics");
    private static final Set<String> OPTIONS = Set.of("id", "label", "stat", "yAxis", "expression");
    private static final Set<String> VIEWS = Set.of("timeSeries", "bar");

    /**
     * A line of a chart.
     *
     * @param id    of the query
     * @param right whether it has the axis at the right
     * @param stat  the statistic, empty for an expression
     */
    record Line(String id, String label, boolean right, Optional<Statistic> stat, Optional<MetricKey> metric) {
    }

    /** What a dashboard contains: its metrics, and the names of the alarms whose state it shows. */
    record Dashboard(List<Widget> widgets, Set<String> alarms) {
    }

    /**
     * Reads the body of a dashboard.
     *
     * @throws Unsupported when it has anything that is not shown here
     */
    static Dashboard dashboard(String body) {
        List<Widget> widgets = new ArrayList<>();
        Set<String> alarms = new LinkedHashSet<>();
        for (JsonNode widget : read(body).path("widgets")) {
            refuseOthers("a widget", widget, FIELDS);
            JsonNode properties = widget.path("properties");
            switch (widget.path("type").asText()) {
                case "alarm" -> properties.path("alarms").forEach(alarm -> alarms.add(alarm.textValue()));
                case "metric" -> widgets.add(of(properties));
                default -> throw new Unsupported("the widget type " + widget.path("type"));
            }
        }
        return new Dashboard(widgets, alarms);
    }

    private static JsonNode read(String body) {
        try {
            return Json.readObject(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("The body of the dashboard is " + e.getMessage(), e);
        }
    }

    private static Widget of(JsonNode properties) {
        String title = properties.path("title").asText();
        refuseOthers(title, properties, PROPERTIES);
        String view = properties.path("view").asText("timeSeries");
        if (!VIEWS.contains(view)) {
            throw new Unsupported("the view " + view + " of " + title);
        }
        Map<String, Query.MetricStat> metrics = new LinkedHashMap<>();
        Map<String, Expression> expressions = new LinkedHashMap<>();
        List<Line> lines = new ArrayList<>();
        for (JsonNode written : properties.path("metrics")) {
            JsonNode last = written.get(written.size() - 1);
            ObjectNode options = last instanceof ObjectNode given ? given : Json.object();
            refuseOthers(title, options, OPTIONS);
            String id = options.path("id").asText("line" + lines.size());
            boolean right = options.path("yAxis").asText().equals("right");
            if (options.has("expression")) {
                expressions.put(id, Expression.parse(options.path("expression").asText()));
                lines.add(new Line(id, options.path("label").asText(options.path("expression").asText()), right, Optional.empty(), Optional.empty()));
                continue;
            }
            MetricKey metric = metric(title, written, last == options ? written.size() - 1 : written.size());
            Statistic stat = Statistic.named(options.path("stat").asText(properties.path("stat").asText("Average")));
            metrics.put(id, new Query.MetricStat(metric, stat));
            lines.add(new Line(id, options.path("label").asText(label(metric, stat)), right, Optional.of(stat), Optional.of(metric)));
        }
        return new Widget(title, view.equals("bar"), List.copyOf(lines), new Query(metrics, expressions));
    }

    private static MetricKey metric(String title, JsonNode written, int texts) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        for (int i = 0; i < texts; i++) {
            String text = written.get(i).asText();
            if (text.matches("\\.+") || texts % 2 != 0) {
                throw new Unsupported("the metric " + written + " of " + title);
            }
            if (i >= 2 && i % 2 == 0) {
                dimensions.put(text, written.get(i + 1).asText());
            }
        }
        return MetricKey.of(written.get(0).asText(), written.get(1).asText(), dimensions);
    }

    /** CloudWatch labels a line by what differs from the others; here it is the function's name, or the statistic. */
    private static String label(MetricKey metric, Statistic stat) {
        return metric.dimensions().getOrDefault("FunctionName", stat.name());
    }

    private static void refuseOthers(String of, JsonNode given, Set<String> known) {
        Map<String, Object> fields = new LinkedHashMap<>();
        given.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        Query.refuseOthers(of, fields, known);
    }

    /** The dashboard of a template, from its one resource of that type. */
    static Dashboard of(Deployment deployment) {
        Map<String, Map<String, Object>> dashboards = deployment.resources("AWS::CloudWatch::Dashboard");
        if (dashboards.size() != 1) {
            throw new Unsupported("the dashboards " + dashboards.keySet());
        }
        return dashboard(Template.text(dashboards.values().iterator().next().get("DashboardBody")).orElseThrow());
    }
}
