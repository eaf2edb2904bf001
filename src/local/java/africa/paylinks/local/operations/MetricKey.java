package africa.paylinks.local.operations;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What CloudWatch identifies a metric by. */
record MetricKey(String namespace, String name, SortedMap<String, String> dimensions) {

    MetricKey {
        dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }

    static MetricKey of(String namespace, String name, Map<String, String> dimensions) {
        return new MetricKey(namespace, name, new TreeMap<>(dimensions));
    }

    /** The metric without its dimensions, such as {@code AWS/Lambda Errors}. */
    String kind() {
        return namespace + " " + name;
    }

    @Override
    public String toString() {
        return kind() + " " + dimensions;
    }
}
