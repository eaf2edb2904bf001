package africa.paylinks.ledger;

import africa.paylinks.payment.Money;

/**
 * How a phase of a transfer changes the balances of one account, in minor units. Each change is positive or negative.
 *
 * @param booked      the entry; zero when nothing is booked
 * @param available   the change of what can be held or sent
 * @param isNewWork   whether a closed account refuses it; what is pending can end on any account
 */
public record Movement(String account, long booked, long available, long pendingIn, long pendingOut, boolean isNewWork) {

    /** Begins a hold. */
    public static Movement held(Hold hold) {
        long minor = hold.amount().minor();
        return hold.direction() == Hold.Direction.IN
                ? new Movement(hold.account(), 0, 0, minor, 0, true)
                : new Movement(hold.account(), 0, -minor, 0, minor, true);
    }

    /** Ends a hold without an entry. */
    public static Movement voided(Hold hold) {
        long minor = hold.amount().minor();
        return hold.direction() == Hold.Direction.IN
                ? new Movement(hold.account(), 0, 0, -minor, 0, false)
                : new Movement(hold.account(), 0, minor, 0, -minor, false);
    }

    /** Ends a hold with an entry of its amount. */
    public static Movement posted(Hold hold) {
        long minor = hold.amount().minor();
        return hold.direction() == Hold.Direction.IN
                ? new Movement(hold.account(), minor, minor, -minor, 0, false)
                : new Movement(hold.account(), -minor, 0, 0, -minor, false);
    }

    /** Books a credit at once. */
    public static Movement credited(String account, Money amount) {
        return new Movement(account, amount.minor(), amount.minor(), 0, 0, true);
    }

    /** Books a debit at once; refused when it exceeds what is available. */
    public static Movement debited(String account, Money amount) {
        return new Movement(account, -amount.minor(), -amount.minor(), 0, 0, true);
    }
}
