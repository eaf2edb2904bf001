package africa.paylinks.transfer;

import africa.paylinks.ledger.Account;
import java.util.List;

/**
 * A transfer that a request asks for, with what was read for it.
 *
 * @param accounts the customers' accounts
 */
record TransferPlan(Transfer transfer, TransferLimit limit, List<Account> accounts) {

    TransferPlan {
        accounts = List.copyOf(accounts);
    }
}
