package africa.paylinks.reconciliation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;

/**
 * The result of a replay.
 *
 * @param webhooks each replayed webhook
 * @param cursor   where to continue, if there is more; send it with the same request
 * @param moveTask the id of the task that redrives dead letters
 * @param events   how many events were republished
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
     * A replayed webhook.
     *
     * @param before its state before
     * @param after  its state now; {@code NOT_FOUND}, {@code NOT_REPLAYABLE} or {@code UNREADABLE} when it could not be
     *               replayed
     */
    @RegisterForReflection
    public record Replayed(String provider, String key, String before, String after) {
    }
}
