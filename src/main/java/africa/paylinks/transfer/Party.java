package africa.paylinks.transfer;

import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.SystemAccount;
import java.util.Optional;

/**
 * One side of a transfer. {@code toString} hides the customer's data.
 *
 * @param account the account that is debited or credited; a system account for somebody without an account here
 * @param ownerId the merchant's id of the customer
 * @param phone   with country code
 * @param bank    the provider's id of the bank, if the provider needs it
 */
public record Party(String account, Optional<String> ownerId, Optional<String> name, Optional<String> phone, Optional<String> bank) {

    /** The owner of an account. */
    public static Party of(Account account) {
        return new Party(account.id(), Optional.of(account.ownerId()), account.name(), account.phone(), Optional.empty());
    }

    /** Somebody who pays by phone. */
    public static Party byPhone(String provider, String phone, Optional<String> name, Optional<String> bank) {
        return new Party(SystemAccount.of(provider), Optional.empty(), name, Optional.of(phone), bank);
    }

    /** Nobody known. */
    public static Party outside(String systemAccount) {
        return new Party(systemAccount, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The account of a customer; empty for somebody without one. */
    public Optional<String> customerAccount() {
        return Optional.of(account).filter(any -> !SystemAccount.is(any));
    }

    /** Who sends, for counting: the account or the phone number. */
    String sender() {
        return customerAccount().or(() -> phone).orElse(account);
    }

    @Override
    public String toString() {
        return "Party[" + account + "]";
    }
}
