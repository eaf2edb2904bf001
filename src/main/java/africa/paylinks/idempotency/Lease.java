package africa.paylinks.idempotency;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The exclusive right to work on a subject, with the progress so far.
 *
 * @param subject what is worked on, such as a CRM deal
 * @param owner   random text that only the holder knows
 * @param fence   the number of the holder; a write is accepted only with the latest fence
 * @param entries the progress written so far, by name
 */
public record Lease(String subject, String owner, long fence, Map<String, String> entries) {

    public Lease {
        entries = Map.copyOf(entries);
    }

    /** The entry with that name. */
    public Optional<String> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** A copy with further entries. */
    public Lease with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(entries);
        all.putAll(more);
        return new Lease(subject, owner, fence, all);
    }
}
