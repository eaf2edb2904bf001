package africa.paylinks.reusablelink;

import java.time.Instant;
import java.util.Optional;

/**
 * When a link can be paid, which its merchant can change.
 *
 * @param inactiveMessage what the page says when the link cannot be paid
 * @param limit           how many payments can be completed; empty for any number
 * @param expiresAt       when the link stops taking new payments; those that were begun may be finished
 */
public record LinkAvailability(boolean active, Optional<String> inactiveMessage, Optional<Integer> limit, Optional<Instant> expiresAt) {
}
