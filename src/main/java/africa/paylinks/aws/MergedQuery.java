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
 * Reads several partitions of an index as one list, in the order of time and id. A place in that order says all that it takes to
 * go on from it, whatever the partitions are.
 */
final class MergedQuery {

    private final Function<Map<String, AttributeValue>, Place> placeOf;
    private final Comparator<Place> order;
    private final Optional<Place> after;
    private final boolean isNewestFirst;
    private final int mostRead;
    private final List<Partition> partitions = new ArrayList<>();
    private int read;

    /**
     * Sets out to read.
     *
     * @param placeOf  the place of an item, of which {@code time} is the index's sort key
     * @param after    the place to go on from
     * @param mostRead about how many items to look at before {@link #next} gives none though there may be more
     * @param pages    what reads a page of each partition, from its start key on, from {@code after}'s time on
     */
    MergedQuery(Function<Map<String, AttributeValue>, Place> placeOf, boolean isNewestFirst, Optional<Place> after, int mostRead,
            List<Page> pages) {
        this.placeOf = placeOf;
        this.isNewestFirst = isNewestFirst;
        this.order = isNewestFirst ? Place.OLDEST_FIRST.reversed() : Place.OLDEST_FIRST;
        this.after = after;
        this.mostRead = mostRead;
        pages.forEach(page -> partitions.add(new Partition(page)));
    }

    /** Where an item is in the list; times sort as text. */
    record Place(String time, String id) {

        private static final Comparator<Place> OLDEST_FIRST = Comparator.comparing(Place::time).thenComparing(Place::id);
    }

    /** Reads a page of one partition. */
    @FunctionalInterface
    interface Page {

        /** @param startKey empty for the first page */
        QueryResponse read(Map<String, AttributeValue> startKey);
    }

    /** The next item; empty when there is none, or {@link #frontier} says from where on nothing is known. */
    Optional<Map<String, AttributeValue>> next() {
        partitions.forEach(Partition::fill);
        Optional<Partition> first = partitions.stream().filter(partition -> !partition.ready.isEmpty())
                .min(Comparator.comparing(partition -> partition.ready.peek().place, order));
        Optional<Place> frontier = frontier();
        return first.filter(partition -> frontier.isEmpty() || order.compare(partition.ready.peek().place, frontier.get()) <= 0)
                .map(partition -> partition.ready.remove().item);
    }

    /** Whether there may be more, as far as is known without reading on. */
    boolean mayHaveMore() {
        return partitions.stream().anyMatch(partition -> !partition.ready.isEmpty() || !partition.isRead);
    }

    /** The place up to which everything was given when {@link #next} gives nothing more; empty when that is all there is. */
    Optional<Place> frontier() {
        return partitions.stream().filter(partition -> partition.ready.isEmpty()).flatMap(partition -> partition.known().stream())
                .min(order);
    }

    private record Row(Place place, Map<String, AttributeValue> item) {
    }

    /** One partition, whose items of one time come in no order of their own. */
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
            while (ready.isEmpty() && !isRead && !(read >= mostRead && isFurther())) {
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

        /** The last place up to which this partition is known; empty when that is all of it. */
        Optional<Place> known() {
            if (isRead) {
                return Optional.empty();
            }
            // Of the time at which the last page ended there may be more, so it is known up to before that time.
            return startKey.isEmpty() ? after : Optional.of(before(placeOf.apply(startKey).time));
        }

        private boolean isFurther() {
            return known().filter(place -> after.isEmpty() || order.compare(after.get(), place) < 0).isPresent();
        }

        private Place before(String time) {
            // No id of a payment is as high as this, and none of anything as low as nothing.
            return new Place(time, isNewestFirst ? "zzzz" : "");
        }
    }
}
