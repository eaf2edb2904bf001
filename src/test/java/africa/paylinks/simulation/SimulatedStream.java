package africa.paylinks.simulation;

import africa.paylinks.http.JsonValue;
import africa.paylinks.notification.EventPublisher;
import africa.paylinks.notification.StreamBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table's stream: what was put into the outbox, in the order in which it was committed, in shards of which each has
 * one reader at a time that goes on only from what it has done.
 */
final class SimulatedStream {

    private static final int SHARDS = 2;
    private static final int BATCH = 10;

    private final List<List<StreamBatch.Change>> shards = new ArrayList<>();
    private final int[] done = new int[SHARDS];
    private final boolean[] isRead = new boolean[SHARDS];
    private int sequence;

    SimulatedStream() {
        for (int shard = 0; shard < SHARDS; shard++) {
            shards.add(new ArrayList<>());
        }
    }

    void append(JsonValue image) {
        int shard = Math.floorMod(image.path("pk").path("S").asText().hashCode(), SHARDS);
        shards.get(shard).add(new StreamBatch.Change("INSERT",
                new StreamBatch.Item(image, String.format("%06d", ++sequence))));
    }

    /** Whether all of it has been published. */
    boolean isDone() {
        for (int shard = 0; shard < SHARDS; shard++) {
            if (done[shard] < shards.get(shard).size()) {
                return false;
            }
        }
        return true;
    }

    /** One run of the publisher for each shard that has records and no other run. */
    void publish(FaultySystem system, EventPublisher publishing) {
        for (int shard = 0; shard < SHARDS; shard++) {
            if (!isRead[shard] && done[shard] < shards.get(shard).size()) {
                publish(system, publishing, shard);
            }
        }
    }

    private void publish(FaultySystem system, EventPublisher publishing, int shard) {
        List<StreamBatch.Change> all = shards.get(shard);
        int from = done[shard];
        List<StreamBatch.Change> batch = List.copyOf(all.subList(from, Math.min(all.size(), from + BATCH)));
        isRead[shard] = true;
        try {
            system.note("stream: batch read", () -> batch.size() + " changes of shard " + shard);
            Optional<String> again = publishing.publish(batch);
            system.running().checkAlive();
            done[shard] = from + (int) again.map(sequence -> batch.stream()
                    .takeWhile(change -> change.dynamodb().sequenceNumber().compareTo(sequence) < 0).count())
                    .orElse((long) batch.size()).longValue();
        } finally {
            isRead[shard] = false;
        }
    }
}
