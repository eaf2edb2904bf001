package africa.paylinks.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The outbox by time, for republishing events of all payments. */
public interface EventArchive {

    /**
     * A page of events, oldest first; a new one may appear with a short delay.
     *
     * @param from  start of the range, inclusive
     * @param to    end of the range, exclusive
     * @param after the position of the last event on the previous page; empty for the first page
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    List<Found> between(Instant from, Instant to, int limit, Optional<Place> after);

    /**
     * An event and its position.
     *
     * @param event empty if the event has expired meanwhile
     */
    record Found(Optional<OutboxRecord> event, Place place) {
    }

    /**
     * A position in the outbox.
     *
     * @param id distinguishes events of the same millisecond
     */
    record Place(Instant at, String id) {
    }
}
