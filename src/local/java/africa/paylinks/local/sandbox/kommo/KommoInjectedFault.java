package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.sandbox.Orders;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;

/**
 * The fault that the next requests to the API meet.
 *
 * @param kind the status of the error response; {@code timeout}: Kommo does the work but never answers; {@code none}: no fault
 * @param delay how long the connection stays open before it breaks
 */
record KommoInjectedFault(String kind, Duration delay) {

    static final Set<String> KINDS = Set.of("429", "403", "500", "timeout", "none");

    private static final KommoInjectedFault NONE = new KommoInjectedFault("none", Duration.ZERO);
    private static final String NEXT = "next";

    /** Sets the fault of the next {@code times} requests, of one operation only unless that is empty. */
    static void arrange(Orders orders, String kind, String operation, Duration delay, int times) {
        orders.updateTotals(totals -> {
            totals.remove(NEXT);
            if (!kind.equals("none") && times > 0) {
                totals.putObject(NEXT).put("calls", kind).put("operation", operation).put("delayMillis", delay.toMillis()).put("times", times);
            }
        });
    }

    static KommoInjectedFault next(Orders orders, KommoOperation operation) {
        KommoInjectedFault[] taken = {NONE};
        orders.updateTotals(totals -> {
            JsonNode next = totals.path(NEXT);
            taken[0] = NONE;
            if (next instanceof ObjectNode left && (left.path("operation").asText().isEmpty() || left.path("operation").asText().equals(operation.wireName()))) {
                taken[0] = new KommoInjectedFault(left.path("calls").asText(), Duration.ofMillis(left.path("delayMillis").asLong()));
                int times = left.path("times").asInt() - 1;
                left.put("times", times);
                if (times == 0) {
                    totals.remove(NEXT);
                }
            }
        });
        return taken[0];
    }
}
