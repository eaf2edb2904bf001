package africa.paylinks.ledger;

/**
 * What an account holds, in minor units. Money that is only pending in is never available.
 *
 * @param balance    the sum of the account's entries
 * @param pendingIn  expected, not yet booked
 * @param pendingOut held, not yet booked
 */
public record Balances(long balance, long pendingIn, long pendingOut) {

    /** The balances of a new account. */
    public static final Balances NONE = new Balances(0, 0, 0);

    public Balances {
        if (pendingIn < 0 || pendingOut < 0 || balance < pendingOut) {
            throw new IllegalArgumentException("Nothing pending is negative, and no more is held than there is");
        }
    }

    /** What can be held or sent now. */
    public long available() {
        return balance - pendingOut;
    }

    /** Whether an account with these balances can be closed. */
    public boolean isEmpty() {
        return balance == 0 && pendingIn == 0 && pendingOut == 0;
    }

    /**
     * The balances after an entry.
     *
     * @param minor negative for a debit
     * @throws IllegalArgumentException when a debit exceeds what is available
     */
    public Balances booked(long minor) {
        return new Balances(Math.addExact(balance, minor), pendingIn, pendingOut);
    }

    /**
     * The balances with a hold.
     *
     * @throws IllegalArgumentException when an outgoing hold exceeds what is available
     */
    public Balances held(Hold hold) {
        return withPending(hold, hold.amount().minor());
    }

    /** The balances after a hold has been posted or voided. */
    public Balances released(Hold hold) {
        return withPending(hold, -hold.amount().minor());
    }

    private Balances withPending(Hold hold, long minor) {
        return hold.direction() == Hold.Direction.IN
                ? new Balances(balance, Math.addExact(pendingIn, minor), pendingOut)
                : new Balances(balance, pendingIn, Math.addExact(pendingOut, minor));
    }
}
