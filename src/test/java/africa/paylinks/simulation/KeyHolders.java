package africa.paylinks.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Who holds which idempotency key: the process whose reservation or take-over was committed last. It is known here from what
 * became of the items, whatever conditions brought that about, and seen at once, before anything else makes up for it.
 */
final class KeyHolders {

    static final String NOT_THE_HOLDER = "Somebody who does not hold it ";

    private final FaultySystem system;
    private final Map<String, Map<String, AttributeValue>> items = new HashMap<>();
    private final Map<String, VirtualTime.Process> holders = new HashMap<>();
    private final Map<VirtualTime.Process, Long> leases = new HashMap<>();
    private final Map<VirtualTime.Process, Long> clocks = new HashMap<>();

    KeyHolders(FaultySystem system) {
        this.system = system;
    }

    /** Takes note that the running process has looked at its clock, which may be wrong. */
    void readsClock(Instant time) {
        clocks.merge(system.running(), time.toEpochMilli(), Math::max);
    }

    /** Takes note of what stands for a key after the running process has written to it; nothing if it was thrown away. */
    void written(String key, Map<String, AttributeValue> now) {
        Map<String, AttributeValue> before = items.getOrDefault(key, Map.of());
        items.put(key, now);
        if (!now.isEmpty() && !holding(now).equals(holding(before))) {
            taken(key, before, now);
        } else if (!now.equals(before)) {
            changed(key, before, now);
        }
    }

    /** A lease that its holder has not ended is over when the taker's clock says so. */
    private void taken(String key, Map<String, AttributeValue> before, Map<String, AttributeValue> now) {
        VirtualTime.Process process = system.running();
        long clock = clocks.get(process);
        if (!before.isEmpty() && number(before, "ttl") * 1000 > clock) {
            if (before.containsKey("answerStatus")) {
                system.violated("A key was taken that is answered: " + key);
            } else if (leases.get(holders.get(key)) > clock) {
                system.violated("A key was taken from " + holders.get(key).name() + ", whose lease is not over: " + key);
            }
        }
        holders.put(key, process);
        leases.put(process, number(now, "leaseUntil"));
    }

    private void changed(String key, Map<String, AttributeValue> before, Map<String, AttributeValue> now) {
        if (holders.get(key) != system.running()) {
            system.violated(NOT_THE_HOLDER + (now.isEmpty() ? "threw away" : answer(now).equals(answer(before))
                    ? "ended the lease of" : "answered") + " the key " + key);
        } else if (!now.isEmpty()) {
            leases.put(system.running(), number(now, "leaseUntil"));
        }
        if (before.containsKey("answerStatus") && !answer(now).equals(answer(before))) {
            system.violated("The answer of a key was " + (now.isEmpty() ? "thrown away: " : "replaced: ") + key);
        }
    }

    private static Map<String, AttributeValue> holding(Map<String, AttributeValue> item) {
        return part(item, Set.of("owner", "fence"));
    }

    private static Map<String, AttributeValue> answer(Map<String, AttributeValue> item) {
        return part(item, Set.of("answerStatus", "answerHeaders", "answerBody"));
    }

    private static Map<String, AttributeValue> part(Map<String, AttributeValue> item, Set<String> names) {
        Map<String, AttributeValue> part = new HashMap<>(item);
        part.keySet().retainAll(names);
        return part;
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(item.get(name).n());
    }
}
