package africa.paylinks.ledger;

/**
 * An account that no customer owns. It stands for money outside of the ledger, so that the sum over all accounts is zero. It
 * has entries and no stored balance: a balance would be one item that every transfer has to change.
 */
public final class SystemAccount {

    /** Money that the merchant paid out to customers by other means. */
    public static final String WITHDRAWALS = "@withdrawals";
    /** Money that the merchant owes to senders, because it was collected for a transfer that did not take place or was reversed. */
    public static final String RETURNS = "@returns";
    private static final String PREFIX = "@";

    private SystemAccount() {
    }

    /** Money that a provider collected for a merchant. */
    public static String of(String provider) {
        return PREFIX + provider;
    }

    /** Whether an account has no owner. */
    public static boolean is(String account) {
        return account.startsWith(PREFIX);
    }
}
