package africa.paylinks.transfer;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.AccountStore;
import java.util.Optional;

/** Restricts a merchant to its own accounts; those of others appear as not found. */
final class AccountOwnership {

    private final AccountStore accounts;

    AccountOwnership(AccountStore accounts) {
        this.accounts = accounts;
    }

    /** @throws ProblemException 404 when the merchant has no such account */
    Account of(String merchant, String accountId) {
        return Optional.of(accountId).filter(Account::isId).flatMap(accounts::find)
                .filter(account -> account.merchant().equals(merchant))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "There is no account '" + accountId.replaceAll("[^A-Za-z0-9_]", "?") + "'. Use the id from the response to its creation.")));
    }

    /** The account in the path. */
    Account of(String merchant, ApiRequest request) {
        return of(merchant, request.parameters().getOrDefault("id", ""));
    }
}
