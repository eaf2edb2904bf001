package africa.paylinks.local.operations;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.operations.Alarm.Evaluation;
import africa.paylinks.local.operations.Alarm.State;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The state of each alarm and since when it has it, with the latest changes. */
final class AlarmStates {

    private static final int MOST_CHANGES = 100;

    private final Map<String, String> states;
    private final Deque<String> changes;

    /** @param state objects that outlive a reload */
    @SuppressWarnings("unchecked")
    AlarmStates(Map<String, Object> state) {
        this.states = (Map<String, String>) state.computeIfAbsent("alarm-states", key -> new ConcurrentHashMap<String, String>());
        this.changes = (Deque<String>) state.computeIfAbsent("alarm-changes", key -> new ArrayDeque<String>());
    }

    /** An alarm's state. */
    record Current(Evaluation evaluation, Instant since) {
    }

    /** Evaluates an alarm and remembers its state. A new alarm has no data. */
    synchronized Current evaluate(Alarm alarm, MetricStore store, Instant now) {
        String known = states.get(alarm.name());
        State before = known == null ? State.INSUFFICIENT_DATA : State.valueOf(known.substring(0, known.indexOf(' ')));
        Instant since = known == null ? now : Instant.parse(known.substring(known.indexOf(' ') + 1));
        Evaluation evaluation = alarm.evaluate(store, now, before);
        if (known == null || evaluation.state() != before) {
            since = now;
            states.put(alarm.name(), evaluation.state() + " " + now);
            // Every alarm leaves its first state at once; that is no news.
            if (known != null || evaluation.state() == State.ALARM) {
                changes.addFirst(Json.text(Json.object().put("at", now.toString()).put("alarm", alarm.name()).put("from", before.name())
                        .put("to", evaluation.state().name())));
                if (changes.size() > MOST_CHANGES) {
                    changes.removeLast();
                }
            }
        }
        return new Current(evaluation, since);
    }

    /** The latest changes, the latest first. */
    synchronized List<ObjectNode> changes() {
        return changes.stream().map(Json::stored).toList();
    }
}
