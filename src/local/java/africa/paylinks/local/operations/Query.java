package africa.paylinks.local.operations;

import africa.paylinks.local.template.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Metrics and expressions over them, as alarms and widgets have them.
 *
 * @param metrics     by id
 * @param expressions by id
 */
record Query(Map<String, MetricStat> metrics, Map<String, Expression> expressions) {

    private static final Set<String> FIELDS = Set.of("Id", "Expression", "Label", "ReturnData", "MetricStat", "Period");
    private static final Set<String> STAT_FIELDS = Set.of("Metric", "Period", "Stat", "Unit");

    /** A metric and the statistic of it. */
    record MetricStat(MetricKey metric, Statistic statistic) {
    }

    /** What a template says about one of several queries. */
    record Parsed(Query query, String result, int periodSeconds) {
    }

    /**
     * Reads the property {@code Metrics} of an alarm.
     *
     * @throws Unsupported when it has anything that is not evaluated here
     */
    static Parsed of(String alarm, List<Object> written) {
        Map<String, MetricStat> metrics = new LinkedHashMap<>();
        Map<String, Expression> expressions = new LinkedHashMap<>();
        Set<String> results = new TreeSet<>();
        Set<Integer> periods = new TreeSet<>();
        for (Object one : written) {
            Map<String, Object> query = Template.map(one);
            refuseOthers(alarm, query, FIELDS);
            String id = String.valueOf(query.get("Id"));
            if (query.containsKey("Expression")) {
                expressions.put(id, Expression.parse(String.valueOf(query.get("Expression"))));
            } else {
                Map<String, Object> stat = Template.map(query.get("MetricStat"));
                refuseOthers(alarm, stat, STAT_FIELDS);
                Map<String, Object> metric = Template.map(stat.get("Metric"));
                metrics.put(id, new MetricStat(key(metric), Statistic.named(String.valueOf(stat.get("Stat")))));
                periods.add(Integer.valueOf(String.valueOf(stat.get("Period"))));
            }
            if (!"false".equals(String.valueOf(query.get("ReturnData")))) {
                results.add(id);
            }
        }
        if (results.size() != 1 || periods.size() != 1) {
            throw new Unsupported(alarm + " with the results " + results + " and the periods " + periods);
        }
        return new Parsed(new Query(metrics, expressions), results.iterator().next(), periods.iterator().next());
    }

    /** Reads namespace, name and dimensions of a metric. */
    static MetricKey key(Map<String, Object> metric) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        Template.list(metric.get("Dimensions")).forEach(one ->
                dimensions.put(String.valueOf(Template.map(one).get("Name")), String.valueOf(Template.map(one).get("Value"))));
        return MetricKey.of(String.valueOf(metric.get("Namespace")), String.valueOf(metric.get("MetricName")), dimensions);
    }

    static void refuseOthers(String of, Map<String, Object> given, Set<String> known) {
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new Unsupported(unknown + " of " + of);
        }
    }

    /** The values of one of the ids. */
    Series evaluate(String id, MetricStore store, Grid grid) {
        return Optional.ofNullable(metrics.get(id)).map(stat -> store.series(stat.metric(), stat.statistic(), grid))
                .or(() -> Optional.ofNullable(expressions.get(id)).map(expression -> expression.evaluate(inputs(store, grid))))
                .orElseThrow(() -> new Unsupported("the id " + id));
    }

    private Expression.Inputs inputs(MetricStore store, Grid grid) {
        return new Expression.Inputs() {
            @Override
            public Series named(String id) {
                return evaluate(id, store, grid);
            }

            @Override
            public List<Series> metrics() {
                return metrics.keySet().stream().map(id -> evaluate(id, store, grid)).toList();
            }

            @Override
            public int length() {
                return grid.count();
            }
        };
    }
}
