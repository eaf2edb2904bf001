package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a played system remembers, by the reference it was given.
 *
 * <p>Everything is text in JDK maps, so that it outlives a reload of the classes. Each change is atomic.
 */
public final class Orders {

    private static final String TOTALS = "";

    private final ConcurrentMap<String, String> orders;
    private final ConcurrentMap<String, String> aliases;
    private final ConcurrentMap<String, String> system;

    /**
     * Continues with what an earlier generation of the classes has stored.
     *
     * @param kept objects that outlive a reload
     */
    public Orders(Map<String, Object> kept, String system) {
        this.orders = map(kept, system + "-orders");
        this.aliases = map(kept, system + "-aliases");
        this.system = map(kept, system + "-system");
    }

    /** Answers a copy of an order. */
    public Optional<ObjectNode> find(String reference) {
        return Optional.ofNullable(orders.get(reference)).map(Json::stored);
    }

    /** Answers the order that the system itself knows under another name. */
    public Optional<ObjectNode> findByAlias(String alias) {
        return Optional.ofNullable(aliases.get(alias)).flatMap(this::find);
    }

    /** Changes an order, made first when there is none, and answers it as it is then. */
    public ObjectNode upsert(String reference, Supplier<ObjectNode> fresh, Consumer<ObjectNode> change) {
        return Json.stored(orders.compute(reference, (key, stored) -> {
            ObjectNode order = stored == null ? fresh.get() : Json.stored(stored);
            change.accept(order);
            return Json.text(order);
        }));
    }

    /** Changes an order that exists, and answers it as it is then. */
    public Optional<ObjectNode> update(String reference, Consumer<ObjectNode> change) {
        return Optional.ofNullable(orders.computeIfPresent(reference, (key, stored) -> {
            ObjectNode order = Json.stored(stored);
            change.accept(order);
            return Json.text(order);
        })).map(Json::stored);
    }

    /** Makes an order findable under the system's own name for it. */
    public void alias(String alias, String reference) {
        aliases.put(alias, reference);
    }

    /** Answers how many orders there are. */
    public int size() {
        return orders.size();
    }

    /** Answers what is remembered about the system as a whole. */
    public ObjectNode totals() {
        return Json.stored(system.getOrDefault(TOTALS, "{}"));
    }

    /** Changes what is remembered about the system as a whole. */
    public void updateTotals(Consumer<ObjectNode> change) {
        system.compute(TOTALS, (key, stored) -> {
            ObjectNode totals = stored == null ? Json.object() : Json.stored(stored);
            change.accept(totals);
            return Json.text(totals);
        });
    }

    /** Counts a call of the system's API. */
    public void countCall(String operation) {
        updateTotals(totals -> count(totals, "calls", operation));
    }

    /**
     * Counts a call that creates something, and keeps its body for whoever checks what the product sent.
     *
     * @param more what else identifies the call, by name
     */
    public void recordCreation(byte[] body, Map<String, String> more) {
        updateTotals(totals -> {
            count(totals, "calls", "create");
            ObjectNode last = totals.putObject("lastCreate").put("body", Base64.getEncoder().encodeToString(body));
            more.forEach(last::put);
        });
    }

    /** Counts a call without valid credentials. */
    public void countRejected(String counter) {
        updateTotals(totals -> totals.put(counter, totals.path(counter).asInt() + 1));
    }

    /** Gives a new order a counter per operation and an empty list of webhooks. */
    public static ObjectNode started(ObjectNode order, String... operations) {
        ObjectNode calls = order.putObject("calls");
        List.of(operations).forEach(operation -> calls.put(operation, 0));
        order.putArray("webhooks");
        return order;
    }

    /** Shows counters that nothing has counted yet as 0. */
    public static void showCounters(ObjectNode totals, String rejected, String... operations) {
        ObjectNode calls = totals.withObject("/calls");
        List.of(operations).forEach(operation -> calls.put(operation, calls.path(operation).asInt()));
        totals.put(rejected, totals.path(rejected).asInt());
    }

    /** Tells whether the order has one of the statuses. */
    public static boolean hasStatus(JsonNode order, String... statuses) {
        return List.of(statuses).contains(order.path("status").asText());
    }

    /** Adds one to a counter. */
    public static void count(ObjectNode in, String group, String name) {
        ObjectNode counters = in.withObject("/" + group);
        counters.put(name, counters.path(name).asInt() + 1);
    }

    @SuppressWarnings("unchecked")
    private static ConcurrentMap<String, String> map(Map<String, Object> kept, String name) {
        return (ConcurrentMap<String, String>) kept.computeIfAbsent(name, key -> new ConcurrentHashMap<>());
    }
}
