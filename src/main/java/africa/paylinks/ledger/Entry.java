package africa.paylinks.ledger;

import java.time.Instant;

/**
 * An immutable booking on a customer's account.
 *
 * @param number       1 for the account's first entry; no number is missing
 * @param minor        positive for a credit, negative for a debit, in minor units
 * @param balanceAfter the account's balance after this entry, in minor units
 * @param counterparty the other account
 */
public record Entry(String account, long number, String transferId, String currency, long minor, long balanceAfter,
        String counterparty, Instant at) {
}
