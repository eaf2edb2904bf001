package africa.paylinks.transfer;

import africa.paylinks.ledger.Hold;
import africa.paylinks.ledger.Hold.Direction;
import africa.paylinks.ledger.Posting;
import africa.paylinks.payment.Money;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The terms of a transfer, fixed at its creation.
 *
 * @param provider  the provider that collects the money; empty between accounts
 * @param reference the merchant's id of a withdrawal
 * @param reverses  the transfer that this one reverses
 * @param limit     how it was counted against the sender's daily limits, if there are any
 * @param expiresAt when pending amounts expire; empty when they never do
 */
public record TransferTerms(String id, TransferKind kind, String merchant, Party from, Party to, Money amount,
        Optional<String> provider, Optional<String> description, Optional<String> reference, Optional<String> reverses,
        Map<String, String> metadata, Optional<DailyCount> limit, Instant createdAt, Optional<Instant> expiresAt) {

    public TransferTerms {
        metadata = Map.copyOf(metadata);
        if (from.account().equals(to.account())) {
            throw new IllegalArgumentException("A transfer has two sides");
        }
    }

    /** What is pending until the transfer ends; empty when it ends at once. */
    public Optional<Hold> hold() {
        return switch (kind) {
            case COLLECTION -> Optional.of(new Hold(to.account(), Direction.IN, amount, expiresAt));
            case WITHDRAWAL -> Optional.of(new Hold(from.account(), Direction.OUT, amount, expiresAt));
            case INTERNAL, REVERSAL -> Optional.empty();
        };
    }

    /** The entries of the completed transfer. */
    public Posting posting() {
        return Posting.of(id, from.account(), to.account(), amount);
    }

    /** The payment that collects the money. */
    public Optional<String> paymentId() {
        return provider.map(any -> TransferPayments.paymentId(id));
    }
}
