package africa.paylinks.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The outbox by time, for whoever publishes events again without knowing of which payments they are. */
public interface EventArchive {

    /**
     * A page of events, the oldest first; one that was just written may take a moment to show up.
     *
     * @param from  the earliest
     * @param to    before which they happened
     * @param after the place of the last of the page before; empty for the first page
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    List<Found> between(Instant from, Instant to, int limit, Optional<Place> after);

    /**
     * An event and its place among all.
     *
     * @param event empty where the outbox has forgotten it meanwhile
     */
    record Found(Optional<OutboxRecord> event, Place place) {
    }

    /**
     * A place among all events, to go on from.
     *
     * @param id tells events of one millisecond apart
     */
    record Place(Instant at, String id) {
    }
}
