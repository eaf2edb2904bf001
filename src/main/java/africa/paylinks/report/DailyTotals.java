package africa.paylinks.report;

import africa.paylinks.report.DailyTotal.Key;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Daily totals by day, provider and currency. A day, provider or currency without bookings has none. */
final class DailyTotals {

    private final Map<Key, DailyTotal> totals = new TreeMap<>(Key.IN_ORDER);

    void add(Key key, Booking booking) {
        totals.put(key, totals.getOrDefault(key, DailyTotal.zero(key)).plus(booking));
    }

    void addAll(DailyTotals others) {
        totals.putAll(others.totals);
    }

    /** In order. */
    Collection<DailyTotal> all() {
        return totals.values();
    }
}
