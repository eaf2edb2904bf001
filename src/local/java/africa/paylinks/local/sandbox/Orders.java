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
 * The orders that a sandbox system stores, by the reference that the product gave.
 *
 * <p>Orders are text in JDK maps, so they survive a reload of the classes. Each change is atomic.
 */
public final class Orders {

    private static final String TOTALS = "";

    private final ConcurrentMap<String, String> orders;
    private final ConcurrentMap<String, String> aliases;
    private final ConcurrentMap<String, String> system;

    /**
     * Opens the orders, including those stored before a reload.
     *
     * @param state objects that outlive a reload
     */
    public Orders(Map<String, Object> state, String system) {
        this.orders = map(state, system + "-orders");
        this.aliases = map(state, system + "-aliases");
        this.system = map(state, system + "-system");
    }

    /** Returns a copy of an order. */
    public Optional<ObjectNode> find(String reference) {
        return Optional.ofNullable(orders.get(reference)).map(Json::stored);
    }

    /** Finds an order by an id that the system itself gave it. */
    public Optional<ObjectNode> findByAlias(String alias) {
        return Optional.ofNullable(aliases.get(alias)).flatMap(this::find);
    }

    /** Creates the order if it does not exist, changes it and returns it. */
    public ObjectNode upsert(String reference, Supplier<ObjectNode> fresh, Consumer<ObjectNode> change) {
        return Json.stored(orders.compute(reference, (key, stored) -> {
            ObjectNode order = stored == null ? fresh.get() : Json.stored(stored);
            change.accept(order);
            return Json.text(order);
        }));
    }

    /** Changes an existing order and returns it. */
    public Optional<ObjectNode> update(String reference, Consumer<ObjectNode> change) {
        return Optional.ofNullable(orders.computeIfPresent(reference, (key, stored) -> {
            ObjectNode order = Json.stored(stored);
            change.accept(order);
            return Json.text(order);
        })).map(Json::stored);
    }

    /** Adds an id under which the system finds the order. */
    public void alias(String alias, String reference) {
        aliases.put(alias, reference);
    }

    /** Returns the number of orders. */
    public int size() {
        return orders.size();
    }

    /** Returns what is stored about the system as a whole. */
    public ObjectNode totals() {
        return Json.stored(system.getOrDefault(TOTALS, "{}"));
    }

    /** Changes what is stored about the system as a whole. */
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
     * Counts a call that creates something and stores its body, so that tests can check what the product sent.
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

    /** Returns whether the order has one of the statuses. */
    public static boolean hasStatus(JsonNode order, String... statuses) {
        return List.of(statuses).contains(order.path("status").asText());
    }

    /** Adds one to a counter. */
    public static void count(ObjectNode in, String group, String name) {
        ObjectNode counters = in.withObject("/" + group);
        counters.put(name, counters.path(name).asInt() + 1);
    }

    @SuppressWarnings("unchecked")
    private static ConcurrentMap<String, String> map(Map<String, Object> state, String name) {
        return (ConcurrentMap<String, String>) state.computeIfAbsent(name, key -> new ConcurrentHashMap<>());
    }
}
