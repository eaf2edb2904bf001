package africa.paylinks.local.operations;

import africa.paylinks.local.template.Template;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the template defines for operators.
 *
 * @param objectives of the service, by the name of their parameter
 * @param replays    for each dead-letter queue that can be replayed, the word that the replay function has for it
 */
record Definitions(Deployment deployment, List<Alarm> alarms, Widget.Dashboard dashboard, List<LogFilter> filters, List<Objective> objectives,
        Map<String, String> replays) {

    /** Metrics of AWS that the local stack counts. */
    private static final Set<String> COUNTED = Set.of("AWS/Lambda Invocations", "AWS/Lambda Errors", "AWS/Lambda Duration", "AWS/Lambda IteratorAge",
            "AWS/SQS ApproximateNumberOfMessagesVisible", "AWS/SQS ApproximateAgeOfOldestMessage",
            "AWS/ApiGateway Count", "AWS/ApiGateway 4xx", "AWS/ApiGateway 5xx",
            "AWS/DynamoDB ReadThrottleEvents", "AWS/DynamoDB WriteThrottleEvents", "AWS/DynamoDB SystemErrors");
    /** Metrics of AWS that have no counterpart here: nothing throttles a function, and no capacity is charged. */
    private static final Set<String> NOT_MEASURED = Set.of("AWS/Lambda Throttles", "AWS/DynamoDB ConsumedReadCapacityUnits",
            "AWS/DynamoDB ConsumedWriteCapacityUnits");
    private static final Set<String> RESOURCES = Set.of("AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard");
    /** The last part of the setting's name is the word. */
    private static final Pattern REPLAYED = Pattern.compile("PAYLINKS_REPLAY_(?:\\w+_)?([A-Z]+)_DEAD_LETTERS");
    private static final String OBJECTIVE_PARAMETER = "Objective";

    /**
     * A service level objective.
     *
     * @param name   the parameter that sets it
     * @param target percentage that has to be good
     * @param alarms those that watch how fast the error budget burns
     * @param burn   the first of them without its minimum volume
     */
    record Objective(String name, String description, double target, List<Alarm> alarms, Alarm burn) {
    }

    /**
     * Reads a template.
     *
     * @param stage value of the parameter {@code Stage}
     * @param table name of the table
     * @throws Unsupported when the template defines anything that the local stack cannot evaluate
     */
    static Definitions of(Template template, String stage, String table) {
        // The objectives cost money on AWS, and nothing here.
        Deployment deployment = new Deployment(template, Map.of("Stage", stage, "Objectives", "on"), table);
        template.section("Resources").forEach((id, resource) -> {
            String type = String.valueOf(Template.map(resource).get("Type"));
            if (type.startsWith("AWS::CloudWatch::") && !RESOURCES.contains(type)) {
                throw new Unsupported(type + " of " + id);
            }
        });
        List<Alarm> alarms = alarms(deployment);
        List<LogFilter> filters = new ArrayList<>();
        deployment.resources("AWS::Logs::MetricFilter").forEach((id, filter) -> filters.add(LogFilter.of(id, filter)));
        List<Alarm> withoutMinimum = alarms(new Deployment(template, Map.of("Stage", stage, "Objectives", "on", "AlarmMinimumVolume", 1), table));
        Definitions read = new Definitions(deployment, alarms, Widget.of(deployment), List.copyOf(filters), objectives(template, deployment, alarms, withoutMinimum),
                replays(template));
        read.refuseUnknownMetrics();
        return read;
    }

    private static List<Alarm> alarms(Deployment deployment) {
        return deployment.resources("AWS::CloudWatch::Alarm").entrySet().stream().map(alarm -> Alarm.of(alarm.getKey(), alarm.getValue())).toList();
    }

    private static Map<String, String> replays(Template template) {
        Map<String, String> words = new TreeMap<>();
        template.resources("AWS::Serverless::Function").values().forEach(function ->
                Template.map(Template.map(function.get("Environment")).get("Variables")).forEach((setting, arn) -> {
                    Matcher replayed = REPLAYED.matcher(setting);
                    if (replayed.matches()) {
                        words.put(String.valueOf(Template.map(arn).get("Fn::GetAtt")).replaceFirst("^\\[?(\\w+).*", "$1"),
                                replayed.group(1).toLowerCase(Locale.ROOT));
                    }
                }));
        return words;
    }

    private static List<Objective> objectives(Template template, Deployment deployment, List<Alarm> alarms, List<Alarm> withoutMinimum) {
        List<Objective> objectives = new ArrayList<>();
        template.section("Parameters").forEach((name, parameter) -> {
            List<Alarm> watching = alarms.stream().filter(alarm -> alarm.name().startsWith(name)).toList();
            if (name.endsWith(OBJECTIVE_PARAMETER) && !watching.isEmpty()) {
                objectives.add(new Objective(name, String.valueOf(Template.map(parameter).get("Description")),
                        Double.parseDouble(String.valueOf(deployment.parameter(name))), watching,
                        withoutMinimum.stream().filter(alarm -> alarm.name().equals(watching.get(0).name())).findFirst().orElseThrow()));
            }
        });
        return objectives;
    }

    /** Whether the local stack has the values of a metric. */
    boolean isMeasured(MetricKey metric) {
        return !NOT_MEASURED.contains(metric.kind());
    }

    /** Whether the local stack has the values of an alarm. */
    boolean isMeasured(Alarm alarm) {
        return alarm.query().metrics().values().stream().map(Query.MetricStat::metric).allMatch(this::isMeasured);
    }

    private void refuseUnknownMetrics() {
        Set<String> known = Stream.of(COUNTED.stream(), NOT_MEASURED.stream(), Arrays.stream(Metric.values()).map(metric -> Metrics.NAMESPACE + " " + metric.wireName()),
                filters.stream().map(filter -> filter.metric().kind())).flatMap(kinds -> kinds).collect(Collectors.toSet());
        Stream.concat(alarms.stream().map(Alarm::query), dashboard.widgets().stream().map(Widget::query))
                .flatMap(query -> query.metrics().values().stream()).map(Query.MetricStat::metric).forEach(metric -> {
                    if (!known.contains(metric.kind())) {
                        throw new Unsupported("the metric " + metric);
                    }
                });
    }
}
