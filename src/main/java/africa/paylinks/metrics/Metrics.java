package africa.paylinks.metrics;

import africa.paylinks.logging.Correlation;
import africa.paylinks.logging.JsonLine;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes metrics in CloudWatch's embedded metric format: CloudWatch extracts the values from log lines, so that a function makes
 * no call for them. The only dimensions are stage and provider, because each combination costs money; everything else is a
 * property, for queries.
 */
public final class Metrics {

    /** The namespace of all metrics. */
    public static final String NAMESPACE = "Paylinks";
    private static final String OF_STAGE = "[[\"Stage\"]]";
    private static final String OF_STAGE_AND_PROVIDER = "[[\"Stage\"],[\"Stage\",\"Provider\"]]";

    private final Clock clock;
    private final String stage;
    private final MetricsOutput output;

    /** @param stage the deployment's stage, a dimension of every metric */
    public Metrics(Clock clock, String stage, MetricsOutput output) {
        this.clock = clock;
        this.stage = stage;
        this.output = output;
    }

    /** Starts a line without a provider. */
    public Line line(String event) {
        return new Line(event, Optional.empty());
    }

    /** Starts a line about a provider. */
    public Line line(String event, String provider) {
        return new Line(event, Optional.of(provider));
    }

    /** The values and properties of one line. */
    public final class Line {

        private final Optional<String> provider;
        private final Map<Metric, String> values = new EnumMap<>(Metric.class);
        private final Map<String, String> properties = new LinkedHashMap<>();

        private Line(String event, Optional<String> provider) {
            this.provider = provider;
            properties.put("event", event);
            Correlation.payment().ifPresent(payment -> properties.put("payment", payment));
        }

        /** Counts one. */
        public Line count(Metric metric) {
            values.put(metric, "1");
            return this;
        }

        /** Adds a duration in the metric's unit; a negative one, because clocks differ, counts as zero. */
        public Line time(Metric metric, Duration time) {
            long millis = Math.max(0, time.toMillis());
            values.put(metric, metric.unit().equals("Seconds")
                    ? millis / 1000 + "." + Long.toString(1000 + millis % 1000).substring(1) : Long.toString(millis));
            return this;
        }

        /** Adds a property for queries, such as an operation, a code or an id; never personal data, an amount or a secret. */
        public Line property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Writes the line, unless it has no value. */
        public void write() {
            if (!values.isEmpty()) {
                output.write(json());
            }
        }

        private String json() {
            StringBuilder definitions = new StringBuilder();
            values.keySet().forEach(metric -> definitions.append(definitions.isEmpty() ? "" : ",").append("{\"Name\":\"")
                    .append(metric.wireName()).append("\",\"Unit\":\"").append(metric.unit()).append("\"}"));
            JsonLine json = new JsonLine().json("_aws", "{\"Timestamp\":" + clock.millis() + ",\"CloudWatchMetrics\":[{\"Namespace\":\""
                    + NAMESPACE + "\",\"Dimensions\":" + (provider.isPresent() ? OF_STAGE_AND_PROVIDER : OF_STAGE)
                    + ",\"Metrics\":[" + definitions + "]}]}").text("Stage", stage);
            provider.ifPresent(name -> json.text("Provider", name));
            json.text("level", "INFO");
            values.forEach((metric, value) -> json.json(metric.wireName(), value));
            properties.forEach(json::text);
            // Also by the name that log lines use, so that one query finds both.
            provider.ifPresent(name -> json.text("provider", name));
            Correlation.function().ifPresent(function -> json.text("function", function));
            Correlation.requestId().ifPresent(id -> json.text("requestId", id));
            Correlation.trace().ifPresent(trace -> json.text("trace", trace));
            return json.end();
        }
    }
}
