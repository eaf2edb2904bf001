package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.LocalResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;

/**
 * How the next calls that create something go wrong.
 *
 * @param kind {@code reject}: refused clearly; {@code error}: a 500; {@code timeout}: done, but the answer never arrives; {@code slow}: done, answered late;
 *        {@code none}: not at all
 * @param delay how long a slow answer takes, or a connection is held before it breaks
 */
public record InjectedFault(String kind, Duration delay) {

    /** Every kind. */
    public static final Set<String> KINDS = Set.of("reject", "error", "timeout", "slow", "none");

    private static final InjectedFault NONE = new InjectedFault("none", Duration.ZERO);
    private static final String NEXT = "next";

    /** Arranges that the next {@code times} calls go wrong, instead of whatever was arranged before. */
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

    /** Takes one of the arranged faults, if any is left. */
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
