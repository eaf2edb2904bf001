package africa.paylinks.local.clock;

import africa.paylinks.local.dynamodb.ChangeListener;
import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Counts what changes in the table while the clock moves. */
final class ChangeCounter implements ChangeListener {

    private static final int MOST_CHANGES = 1_000;

    private final Clock clock;
    private final ArrayNode changes = Json.object().arrayNode();
    private final Set<String> payments = new HashSet<>();
    private long writes;
    private int delivered;
    private int failed;

    ChangeCounter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void changed(Optional<ObjectNode> before, Optional<ObjectNode> after) {
        writes++;
        if (after.isEmpty()) {
            return;
        }
        String kind = text(after, "sk");
        if (kind.equals("PAYMENT") && !text(before, "status").equals(text(after, "status"))) {
            String payment = text(after, "pk").replaceFirst("PAYMENT#", "");
            payments.add(payment);
            if (changes.size() < MOST_CHANGES) {
                changes.addObject().put("at", clock.instant().toString()).put("payment", payment).put("from", before.isEmpty() ? null : text(before, "status"))
                        .put("to", text(after, "status"));
            }
        } else if (before.isEmpty() && kind.startsWith("EVENT#")) {
            String outcome = after.get().path("detail").path("M").path("outcome").path("S").asText();
            delivered += outcome.equals("delivered") ? 1 : 0;
            failed += outcome.equals("failed") ? 1 : 0;
        }
    }

    private static String text(Optional<ObjectNode> item, String attribute) {
        return item.map(any -> any.path(attribute).path("S").asText()).orElse("");
    }

    /** Returns how many items were written so far. */
    synchronized long writes() {
        return writes;
    }

    /** Adds the counts to an answer. */
    synchronized void describe(ObjectNode answer) {
        answer.put("paymentsChanged", payments.size()).put("eventsDelivered", delivered).put("eventAttemptsFailed", failed);
        answer.set("changes", changes.deepCopy());
    }
}
