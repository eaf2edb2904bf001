package africa.paylinks.local.operations;

import africa.paylinks.local.template.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric alarm of the template.
 *
 * @param name             logical id
 * @param section          the section of the runbook that the description names
 * @param result           id of the query whose values are compared
 * @param datapointsToAlarm how many of the periods have to breach
 */
record Alarm(String name, String description, Optional<String> section, Query query, String result, int periodSeconds, int evaluationPeriods,
        int datapointsToAlarm, double threshold, Comparison comparison, Missing missing) {

    private static final Set<String> FIELDS = Set.of("AlarmName", "AlarmDescription", "AlarmActions", "OKActions", "InsufficientDataActions", "ActionsEnabled",
            "Namespace", "MetricName", "Dimensions", "Statistic", "ExtendedStatistic", "Unit", "Metrics", "Period", "EvaluationPeriods", "DatapointsToAlarm",
            "Threshold", "ComparisonOperator", "TreatMissingData", "Tags");
    private static final Pattern SECTION = Pattern.compile("\\(?[Ss]ee (docs/operate\\.md#[a-z0-9-]+)\\)?");
    private static final String ONLY = "metric";

    /** The state of an alarm. */
    enum State {
        OK, ALARM, INSUFFICIENT_DATA
    }

    /** How a value is compared with the threshold. */
    enum Comparison {
        GREATER_THAN_THRESHOLD(">"), GREATER_THAN_OR_EQUAL_TO_THRESHOLD(">="), LESS_THAN_THRESHOLD("<"), LESS_THAN_OR_EQUAL_TO_THRESHOLD("<=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        /** The operator's sign. */
        String sign() {
            return sign;
        }

        private boolean breaches(double value, double threshold) {
            return switch (this) {
                case GREATER_THAN_THRESHOLD -> value > threshold;
                case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> value >= threshold;
                case LESS_THAN_THRESHOLD -> value < threshold;
                case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> value <= threshold;
            };
        }
    }

    /** What a missing value counts as. */
    enum Missing {
        MISSING, IGNORE, BREACHING, NOT_BREACHING
    }

    /**
     * Reads an alarm.
     *
     * @throws Unsupported when it has anything that is not evaluated here
     */
    static Alarm of(String name, Map<String, Object> properties) {
        Query.refuseOthers(name, properties, FIELDS);
        Query.Parsed parsed = properties.containsKey("Metrics") ? Query.of(name, Template.list(properties.get("Metrics"))) : single(properties);
        int periods = number(properties, "EvaluationPeriods");
        String description = String.valueOf(properties.get("AlarmDescription"));
        Matcher section = SECTION.matcher(description);
        return new Alarm(name, section.replaceAll("").strip(), section.reset().find() ? Optional.of(section.group(1)) : Optional.empty(), parsed.query(),
                parsed.result(), parsed.periodSeconds(), periods, properties.containsKey("DatapointsToAlarm") ? number(properties, "DatapointsToAlarm") : periods,
                Double.parseDouble(String.valueOf(properties.get("Threshold"))),
                constant(Comparison.values(), String.valueOf(properties.get("ComparisonOperator")), name),
                constant(Missing.values(), String.valueOf(properties.getOrDefault("TreatMissingData", "missing")), name));
    }

    private static Query.Parsed single(Map<String, Object> properties) {
        Object statistic = properties.getOrDefault("ExtendedStatistic", properties.get("Statistic"));
        Query query = new Query(Map.of(ONLY, new Query.MetricStat(Query.key(properties), Statistic.named(String.valueOf(statistic)))), Map.of());
        return new Query.Parsed(query, ONLY, number(properties, "Period"));
    }

    private static int number(Map<String, Object> properties, String name) {
        return Integer.parseInt(String.valueOf(properties.get(name)));
    }

    private static <T extends Enum<T>> T constant(T[] all, String written, String of) {
        String name = written.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
        return List.of(all).stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow(() -> new Unsupported(written + " of " + of));
    }

    /** The result of an evaluation. {@code value} is the latest of the evaluated periods that has one, not a number when none has. */
    record Evaluation(State state, double value) {
    }

    /**
     * Evaluates the alarm as CloudWatch does, over a window that ends with the last whole minute.
     *
     * @param before the state so far
     */
    Evaluation evaluate(MetricStore store, Instant now, State before) {
        // CloudWatch reads a few periods more than it needs, for values that come late; its documentation shows two.
        int range = evaluationPeriods + 2;
        // One period more, for the difference from the one before.
        Series values = query.evaluate(result, store, Grid.until(now, periodSeconds / 60, range + 1));
        List<Double> points = new ArrayList<>();
        for (int i = 1; i <= range; i++) {
            points.add(values.points()[i]);
        }
        double latest = points.stream().filter(value -> !Series.isMissing(value)).reduce(Double.NaN, (earlier, later) -> later);
        return new Evaluation(state(points, value -> comparison.breaches(value, threshold), before), latest);
    }

    /**
     * Decides the state, by the rules of "Configuring how CloudWatch alarms treat missing data".
     *
     * @param points the values of the evaluation range, the oldest first, missing ones as not a number
     */
    State state(List<Double> points, DoublePredicate breaching, State before) {
        List<Double> real = points.stream().filter(value -> !Series.isMissing(value)).toList();
        List<Double> latest = real.subList(Math.max(0, real.size() - evaluationPeriods), real.size());
        int filled = evaluationPeriods - latest.size();
        long breaches = latest.stream().filter(breaching::test).count();
        if (filled == 0 || missing == Missing.NOT_BREACHING) {
            return breaches >= datapointsToAlarm ? State.ALARM : State.OK;
        } else if (missing == Missing.BREACHING) {
            return breaches + filled >= datapointsToAlarm ? State.ALARM : State.OK;
        } else if (breaches < latest.size()) {
            return breaches >= datapointsToAlarm ? State.ALARM : State.OK;
        } else if (missing == Missing.IGNORE) {
            return breaches >= datapointsToAlarm ? State.ALARM : before;
        }
        return latest.isEmpty() ? State.INSUFFICIENT_DATA : isOldEnough(points) ? State.ALARM : before;
    }

    /** Whether the oldest value, which breaches as all do, is as old as an alarm needs. */
    private boolean isOldEnough(List<Double> points) {
        int oldest = 0;
        while (Series.isMissing(points.get(oldest))) {
            oldest++;
        }
        return points.size() - oldest >= datapointsToAlarm;
    }
}
