package africa.paylinks.local.operations;

import africa.paylinks.local.events.Queues;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.operations.Definitions.Objective;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Everything that the page for operators shows, as JSON. */
final class Operations {

    private static final int MOST_POINTS = 30;

    private final Supplier<Definitions> definitions;
    private final MetricStore store;
    private final Meter meter;
    private final AlarmStates states;
    private final ObservedFunctions functions;
    private final Queues queues;
    private final Runbook runbook;
    private final Clock clock;

    Operations(Supplier<Definitions> definitions, MetricStore store, Meter meter, AlarmStates states, ObservedFunctions functions, Queues queues,
            Runbook runbook, Clock clock) {
        this.definitions = definitions;
        this.store = store;
        this.meter = meter;
        this.states = states;
        this.functions = functions;
        this.queues = queues;
        this.runbook = runbook;
        this.clock = clock;
    }

    /** Measures the queues and evaluates every alarm, so that their changes are remembered. */
    void evaluate() {
        meter.sample(queues);
        Instant now = clock.instant();
        definitions.get().alarms().forEach(alarm -> states.evaluate(alarm, store, now));
    }

    /** The word by which the replay function knows the messages of a dead-letter queue; empty for one whose messages have to be read first. */
    Optional<String> replay(String queue) {
        return Optional.ofNullable(definitions.get().replays().get(queue));
    }

    /** Shows the minutes up to now. */
    ObjectNode view(int minutes) {
        meter.sample(queues);
        Definitions current = definitions.get();
        Instant now = clock.instant();
        Grid whole = Grid.including(now, minutes, 1);
        ObjectNode view = Json.object().put("at", now.toString()).put("from", whole.time(0).toString()).put("minutes", minutes);
        ArrayNode widgets = view.putArray("widgets");
        current.dashboard().widgets().forEach(widget -> widgets.add(widget(current, widget, now, minutes)));
        Map<String, String> sections = runbook.sections();
        ArrayNode alarms = view.putArray("alarms");
        ordered(current).forEach(alarm -> alarms.add(alarm(current, alarm, sections, now)));
        ArrayNode objectives = view.putArray("objectives");
        current.objectives().forEach(objective -> objectives.add(objective(objective, whole, now)));
        view.putArray("changes").addAll(states.changes());
        view.putArray("reconciler").addAll(functions.runs());
        ArrayNode depths = view.putArray("queues");
        queues.depths().forEach(depth -> depths.add(queue(depth)));
        return view;
    }

    /** The alarms in the order in which the dashboard shows them, and then those that it does not show. */
    private static List<Alarm> ordered(Definitions current) {
        Set<String> names = new LinkedHashSet<>(current.dashboard().alarms());
        current.alarms().forEach(alarm -> names.add(alarm.name()));
        return names.stream().map(name -> current.alarms().stream().filter(alarm -> alarm.name().equals(name)).findFirst()
                .orElseThrow(() -> new Unsupported("the alarm " + name))).toList();
    }

    private ObjectNode widget(Definitions current, Widget widget, Instant now, int minutes) {
        int period = Math.max(1, minutes / MOST_POINTS);
        Grid course = Grid.including(now, period, minutes / period);
        Grid whole = Grid.including(now, minutes, 1);
        ObjectNode json = Json.object().put("title", widget.title()).put("view", widget.bars() ? "bars" : "lines").put("periodMinutes", period);
        ArrayNode lines = json.putArray("lines");
        for (Widget.Line line : widget.lines()) {
            boolean measured = widget.query().metrics().values().stream().map(Query.MetricStat::metric)
                    .filter(metric -> line.metric().map(metric::equals).orElse(true)).allMatch(current::isMeasured);
            ObjectNode shown = lines.addObject().put("label", line.label()).put("axis", line.right() ? "right" : "left").put("measured", measured)
                    .put("statistic", line.stat().map(Statistic::name).orElse("expression"));
            double total = widget.query().evaluate(line.id(), store, whole).last();
            boolean isCount = line.stat().filter(Statistic::isCount).isPresent();
            put(shown, "value", Series.isMissing(total) && isCount && measured ? 0 : total);
            ArrayNode points = shown.putArray("points");
            for (double point : widget.query().evaluate(line.id(), store, course).points()) {
                add(points, Series.isMissing(point) && isCount && measured ? 0 : point);
            }
        }
        return json;
    }

    private ObjectNode alarm(Definitions current, Alarm alarm, Map<String, String> sections, Instant now) {
        AlarmStates.Current state = states.evaluate(alarm, store, now);
        ObjectNode json = Json.object().put("name", alarm.name()).put("state", state.evaluation().state().name()).put("since", state.since().toString())
                .put("measured", current.isMeasured(alarm)).put("description", alarm.description()).put("comparison", alarm.comparison().sign())
                .put("threshold", alarm.threshold()).put("periodSeconds", alarm.periodSeconds()).put("evaluationPeriods", alarm.evaluationPeriods());
        put(json, "value", state.evaluation().value());
        alarm.section().ifPresent(section -> json.put("section", section).put("help", sections.get(section.replaceFirst(".*#", ""))));
        return json;
    }

    /** The error budget is what may be bad; it burns by 1 when the objective is just met. */
    private ObjectNode objective(Objective objective, Grid whole, Instant now) {
        ObjectNode json = Json.object().put("name", objective.name()).put("description", objective.description()).put("target", objective.target());
        put(json, "actual", 100 - objective.burn().query().evaluate(objective.burn().result(), store, whole).last() * (100 - objective.target()));
        ArrayNode alarms = json.putArray("burnRates");
        objective.alarms().forEach(alarm -> {
            AlarmStates.Current state = states.evaluate(alarm, store, now);
            ObjectNode rate = alarms.addObject().put("alarm", alarm.name()).put("state", state.evaluation().state().name())
                    .put("periodSeconds", alarm.periodSeconds()).put("threshold", alarm.threshold());
            put(rate, "value", state.evaluation().value());
        });
        return json;
    }

    private ObjectNode queue(Queues.Depth depth) {
        ObjectNode json = Json.object().put("name", depth.queue()).put("visible", depth.visible()).put("hidden", depth.hidden())
                .put("oldestSeconds", depth.oldest().toSeconds()).put("deadLetters", depth.deadLetters());
        replay(depth.queue()).ifPresent(word -> json.put("replay", word));
        return json;
    }

    private static void put(ObjectNode json, String field, double value) {
        if (Series.isMissing(value)) {
            json.putNull(field);
        } else if (value == Math.rint(value)) {
            json.put(field, (long) value);
        } else {
            json.put(field, value);
        }
    }

    private static void add(ArrayNode array, double value) {
        if (Series.isMissing(value)) {
            array.addNull();
        } else if (value == Math.rint(value)) {
            array.add((long) value);
        } else {
            array.add(value);
        }
    }
}
