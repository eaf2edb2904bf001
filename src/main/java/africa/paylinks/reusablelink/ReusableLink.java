package africa.paylinks.reusablelink;

import java.time.Instant;

/**
 * A link that many customers pay, each with a payment of its own. It is never deleted, only deactivated.
 *
 * @param version counts the changes of its availability
 */
public record ReusableLink(LinkTerms terms, LinkAvailability availability, LinkCounts counts, long version, Instant updatedAt) {

    static ReusableLink created(LinkTerms terms, LinkAvailability availability) {
        return new ReusableLink(terms, availability, LinkCounts.NONE, 1, terms.createdAt());
    }

    public String id() {
        return terms.id();
    }

    /** Whether it can be paid at a time. */
    public LinkStatus status(Instant now) {
        if (!availability.active()) {
            return LinkStatus.INACTIVE;
        } else if (availability.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
            return LinkStatus.EXPIRED;
        } else if (availability.limit().filter(limit -> counts.taken() >= limit).isEmpty()) {
            return LinkStatus.ACTIVE;
        }
        return counts.completed() >= availability.limit().get() ? LinkStatus.LIMIT_REACHED : LinkStatus.BUSY;
    }

    ReusableLink with(LinkAvailability changed, Instant now) {
        return new ReusableLink(terms, changed, counts, version + 1, now);
    }
}
