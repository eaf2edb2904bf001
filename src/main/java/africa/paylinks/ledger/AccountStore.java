package africa.paylinks.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stores accounts and their entries. Balances change only with a transfer. Every method throws
 * {@link africa.paylinks.payment.StoreUnavailable} when the store cannot answer.
 */
public interface AccountStore {

    /**
     * Opens an account, unless its owner has one in this currency.
     *
     * @return the existing account; empty when this one was opened
     */
    Optional<Account> open(Account account);

    /** Reads an account with strong consistency. */
    Optional<Account> find(String accountId);

    /** An owner's accounts, one per currency. */
    List<Account> ofOwner(String merchant, String ownerId);

    /**
     * A merchant's accounts, newest first; a new one may appear with a short delay.
     *
     * @param after the position from the previous page
     */
    AccountPage ofMerchant(String merchant, int limit, Optional<AccountPage.Position> after);

    /**
     * An account's entries, oldest first.
     *
     * @param after the number of the last entry on the previous page, or 0
     */
    List<Entry> entries(String accountId, long after, int limit);

    /**
     * Closes an account that has neither balance nor pending money.
     *
     * @return whether it is closed now
     */
    boolean close(String accountId, Instant now);

    /**
     * The balance of a system account, in minor units. It reads all entries of the account, so it is meant for audits.
     */
    long systemBalance(String merchant, String account, String currency);
}
