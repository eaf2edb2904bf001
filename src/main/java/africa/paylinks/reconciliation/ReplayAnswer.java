package africa.paylinks.reconciliation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;

/**
 * What came of doing it again.
 *
 * @param webhooks each webhook that was taken again
 * @param cursor   where to go on, when there is more; send it with the same request
 * @param moveTask what names the task that moves dead letters
 * @param events   how many events were published once more
 */
@RegisterForReflection
public record ReplayAnswer(List<Replayed> webhooks, String cursor, String moveTask, Integer events) {

    static ReplayAnswer of(List<Replayed> webhooks, Optional<String> cursor) {
        return new ReplayAnswer(List.copyOf(webhooks), cursor.orElse(null), null, null);
    }

    static ReplayAnswer moving(String task) {
        return new ReplayAnswer(List.of(), null, task, null);
    }

    static ReplayAnswer published(int events, Optional<String> cursor) {
        return new ReplayAnswer(List.of(), cursor.orElse(null), null, events);
    }

    /**
     * A webhook that was taken again.
     *
     * @param before what had become of it
     * @param after  what has become of it now; {@code NOT_FOUND}, {@code NOT_REPLAYABLE} or {@code UNREADABLE} when nothing
     *               could be done
     */
    @RegisterForReflection
    public record Replayed(String provider, String key, String before, String after) {
    }
}
