package africa.paylinks.ledger;

import africa.paylinks.payment.Money;
import java.util.List;

/**
 * The entries that one transfer books. They sum to zero, so money neither appears nor disappears.
 *
 * @param legs at least two
 */
public record Posting(String transferId, String currency, List<Leg> legs) {

    /**
     * One side of a posting.
     *
     * @param minor positive for a credit, negative for a debit, in minor units; never zero
     */
    public record Leg(String account, long minor) {

        public Leg {
            if (minor == 0) {
                throw new IllegalArgumentException("An entry of nothing");
            }
        }
    }

    public Posting {
        legs = List.copyOf(legs);
        if (legs.size() < 2 || legs.stream().mapToLong(Leg::minor).reduce(0, Math::addExact) != 0) {
            throw new IllegalArgumentException("Debits and credits differ");
        }
    }

    /** Moves an amount from one account to another. */
    public static Posting of(String transferId, String from, String to, Money amount) {
        return new Posting(transferId, amount.currency(), List.of(new Leg(from, -amount.minor()), new Leg(to, amount.minor())));
    }

    /** The other account, as seen from one of two. */
    public String counterparty(String account) {
        return legs.stream().map(Leg::account).filter(other -> !other.equals(account)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Both sides are the same account"));
    }
}
