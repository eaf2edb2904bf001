package africa.paylinks.idempotency;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the work on a subject has come, held by the one worker that may go on with it.
 *
 * @param subject what is worked on, such as a deal of a CRM
 * @param owner   a random word that only the holder knows
 * @param fence   counts the holders; what a holder writes counts only while its fence is the last
 * @param entries what was written so far, by name
 */
public record Lease(String subject, String owner, long fence, Map<String, String> entries) {

    public Lease {
        entries = Map.copyOf(entries);
    }

    /** What was written under that name. */
    public Optional<String> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** The same with more written down. */
    public Lease with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(entries);
        all.putAll(more);
        return new Lease(subject, owner, fence, all);
    }
}
