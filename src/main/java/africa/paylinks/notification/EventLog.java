package africa.paylinks.notification;

import africa.paylinks.merchant.EventTypes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The events of each merchant by time, for as long as the outbox has their content; those that book money stay, so that
 * reports find the payments of any day. Each method throws {@code StoreUnavailable} when the store cannot answer.
 */
public interface EventLog {

    /** How long an event can be shown and resent: as long as the outbox has its content. */
    Duration RETENTION = Duration.ofDays(30);

    /** The type of a refund. */
    String REFUNDED = "payment.refunded";

    /** The types of events that book money. */
    Set<String> BOOKED = Set.of("payment.completed", REFUNDED);

    /** Adds events; a repetition has no effect. */
    void add(List<LoggedEvent> events);

    /** Finds an event by its id. */
    Optional<LoggedEvent> find(String eventId);

    /** A page of a merchant's events; a new one may appear with a short delay. */
    Page page(Query query);

    /** The order of a page. */
    enum Order {
        OLDEST_FIRST, NEWEST_FIRST
    }

    /**
     * Which events of a merchant to read.
     *
     * @param from  start of the range, inclusive
     * @param to    end of the range, exclusive
     * @param after the last position of the previous page
     */
    record Query(String merchant, Instant from, Instant to, EventTypes types, Order order, int limit, Optional<Position> after) {

        Query after(Optional<Position> position) {
            return new Query(merchant, from, to, types, order, limit, position);
        }
    }

    /**
     * A page.
     *
     * @param next where to continue, even if this page has no event; empty at the end
     */
    record Page(List<LoggedEvent> events, Optional<Position> next) {

        public Page {
            events = List.copyOf(events);
        }
    }

    /**
     * A position in a merchant's events.
     *
     * @param id distinguishes events of the same millisecond
     */
    record Position(Instant at, String id) {
    }
}
