package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.LocalResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;

/**
 * The fault that the next requests meet, chosen through the control endpoint.
 *
 * @param kind {@code reject}: a clear refusal; {@code error}: a 500; {@code timeout}: the system does the work but never answers; {@code slow}: it answers late;
 *        {@code none}: no fault
 * @param delay how long a slow answer takes, or how long the connection stays open before it breaks
 */
public record InjectedFault(String kind, Duration delay) {

    /** All kinds. */
    public static final Set<String> KINDS = Set.of("reject", "error", "timeout", "slow", "none");

    private static final InjectedFault NONE = new InjectedFault("none", Duration.ZERO);
    private static final String NEXT = "next";

    /** Sets the fault of the next {@code times} requests. It replaces the fault that was set before. */
    static void arrange(Orders orders, String kind, Duration delay, int times) {
        orders.updateTotals(totals -> {
            totals.remove(NEXT);
            if (!kind.equals("none") && times > 0) {
                totals.putObject(NEXT).put("create", kind).put("delayMillis", delay.toMillis()).put("times", times);
            }
        });
    }

    /** The work of a request. */
    @FunctionalInterface
    public interface Work {

        /** Does the work and returns its response. */
        LocalResponse run() throws Refusal, InterruptedException;
    }

    /**
     * Runs a request under this fault.
     *
     * @param rejected response of kind {@code reject}
     * @param broken response of kind {@code error}
     */
    public LocalResponse around(Refusal rejected, Refusal broken, Work work) throws Refusal, InterruptedException {
        switch (kind) {
            case "reject" -> throw rejected;
            case "error" -> throw broken;
            case "slow" -> Thread.sleep(delay.toMillis());
            default -> { }
        }
        LocalResponse response = work.run();
        return kind.equals("timeout") ? dropped(delay) : response;
    }

    /** Holds the connection for a while, then breaks it. */
    public static LocalResponse dropped(Duration after) throws InterruptedException {
        Thread.sleep(after.toMillis());
        return LocalResponse.dropped();
    }

    /** Takes the fault of this request. */
    public static InjectedFault next(Orders orders) {
        InjectedFault[] taken = {NONE};
        orders.updateTotals(totals -> {
            JsonNode next = totals.path(NEXT);
            taken[0] = NONE;
            if (next instanceof ObjectNode left) {
                taken[0] = new InjectedFault(left.path("create").asText(), Duration.ofMillis(left.path("delayMillis").asLong()));
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
