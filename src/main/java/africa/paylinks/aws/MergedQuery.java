package africa.paylinks.aws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Reads several partitions of an index as one list, ordered by time and id. A position in this order is all that is needed to
 * continue, whatever the partitions are.
 */
final class MergedQuery {

    private final Function<Map<String, AttributeValue>, Place> placeOf;
    private final Comparator<Place> order;
    private final Optional<Place> after;
    private final boolean isNewestFirst;
    private final int maxRead;
    private final List<Partition> partitions = new ArrayList<>();
    private int read;

    /**
     * Creates a query.
     *
     * @param placeOf the position of an item; its {@code time} is the index's sort key
     * @param after   the position to continue from
     * @param maxRead about how many items to read before {@link #next} stops, even if there may be more
     * @param pages   reads a page of each partition from its start key, starting at {@code after}'s time
     */
    MergedQuery(Function<Map<String, AttributeValue>, Place> placeOf, boolean isNewestFirst, Optional<Place> after, int maxRead,
            List<Page> pages) {
        this.placeOf = placeOf;
        this.isNewestFirst = isNewestFirst;
        this.order = isNewestFirst ? Place.OLDEST_FIRST.reversed() : Place.OLDEST_FIRST;
        this.after = after;
        this.maxRead = maxRead;
        pages.forEach(page -> partitions.add(new Partition(page)));
    }

    /** The position of an item; times sort as text. */
    record Place(String time, String id) {

        private static final Comparator<Place> OLDEST_FIRST = Comparator.comparing(Place::time).thenComparing(Place::id);
    }

    /** Reads a page of one partition. */
    @FunctionalInterface
    interface Page {

        /** @param startKey empty for the first page */
        QueryResponse read(Map<String, AttributeValue> startKey);
    }

    /** The next item; empty at the end, or when {@link #frontier} limits what is known. */
    Optional<Map<String, AttributeValue>> next() {
        partitions.forEach(Partition::fill);
        Optional<Partition> first = partitions.stream().filter(partition -> !partition.ready.isEmpty())
                .min(Comparator.comparing(partition -> partition.ready.peek().place, order));
        Optional<Place> frontier = frontier();
        return first.filter(partition -> frontier.isEmpty() || order.compare(partition.ready.peek().place, frontier.get()) <= 0)
                .map(partition -> partition.ready.remove().item);
    }

    /** Whether there may be more, without reading further. */
    boolean mayHaveMore() {
        return partitions.stream().anyMatch(partition -> !partition.ready.isEmpty() || !partition.isRead);
    }

    /** The position up to which all items were returned when {@link #next} stops; empty at the end of the list. */
    Optional<Place> frontier() {
        return partitions.stream().filter(partition -> partition.ready.isEmpty()).flatMap(partition -> partition.known().stream())
                .min(order);
    }

    private record Row(Place place, Map<String, AttributeValue> item) {
    }

    /** One partition; its items of the same time have no defined order. */
    private final class Partition {

        private final Page page;
        private final Deque<Row> ready = new ArrayDeque<>();
        private final List<Row> sameTime = new ArrayList<>();
        private Map<String, AttributeValue> startKey = Map.of();
        private boolean isRead;

        Partition(Page page) {
            this.page = page;
        }

        void fill() {
            while (ready.isEmpty() && !isRead && !(read >= maxRead && isFurther())) {
                QueryResponse answer = page.read(startKey);
                read += answer.scannedCount();
                answer.items().forEach(this::add);
                startKey = answer.lastEvaluatedKey();
                isRead = startKey.isEmpty();
                if (isRead || !sameTime.isEmpty() && !sameTime.get(0).place.time.equals(placeOf.apply(startKey).time)) {
                    flush();
                }
            }
        }

        private void add(Map<String, AttributeValue> item) {
            Row row = new Row(placeOf.apply(item), item);
            if (!sameTime.isEmpty() && !sameTime.get(0).place.time.equals(row.place.time)) {
                flush();
            }
            if (after.filter(place -> order.compare(row.place, place) <= 0).isEmpty()) {
                sameTime.add(row);
            }
        }

        private void flush() {
            sameTime.sort(Comparator.comparing(Row::place, order));
            ready.addAll(sameTime);
            sameTime.clear();
        }

        /** The position up to which this partition is known; empty when it was read completely. */
        Optional<Place> known() {
            if (isRead) {
                return Optional.empty();
            }
            // There may be more items of the last item's time, so it is known only up to before that time.
            return startKey.isEmpty() ? after : Optional.of(before(placeOf.apply(startKey).time));
        }

        private boolean isFurther() {
            return known().filter(place -> after.isEmpty() || order.compare(after.get(), place) < 0).isPresent();
        }

        private Place before(String time) {
            // No payment id is greater than this, and no id is less than the empty text.
            return new Place(time, isNewestFirst ? "zzzz" : "");
        }
    }
}
