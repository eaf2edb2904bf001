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
 * @param refunds  what became of each payment whose refunds were recovered
 */
@RegisterForReflection
public record ReplayAnswer(List<Replayed> webhooks, String cursor, String moveTask, Integer events, List<Recovered> refunds) {

    static ReplayAnswer of(List<Replayed> webhooks, Optional<String> cursor) {
        return new ReplayAnswer(List.copyOf(webhooks), cursor.orElse(null), null, null, null);
    }

    static ReplayAnswer moving(String task) {
        return new ReplayAnswer(List.of(), null, task, null, null);
    }

    static ReplayAnswer published(int events, Optional<String> cursor) {
        return new ReplayAnswer(List.of(), cursor.orElse(null), null, events, null);
    }

    static ReplayAnswer recovered(List<Recovered> refunds) {
        return new ReplayAnswer(List.of(), null, null, null, List.copyOf(refunds));
    }

    /**
     * A payment whose refunds were recovered.
     *
     * @param result  such as {@code RECOVERED} or {@code NO_ANSWER}; {@code NO_TIME} when this call had no time for it
     * @param refunds the refunds that were booked now
     */
    @RegisterForReflection
    public record Recovered(String payment, String result, List<String> refunds) {
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
