package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.Balances;
import africa.paylinks.ledger.Entry;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An account and its entries as table items. */
final class AccountItem {

    static final String BALANCE = "balanceMinor";
    /** The balance without what is held; stored because a condition cannot subtract. */
    static final String AVAILABLE = "availableMinor";
    static final String PENDING_IN = "pendingInMinor";
    static final String PENDING_OUT = "pendingOutMinor";
    static final String ENTRIES = "entryCount";
    static final String CLOSED = "closed";

    private AccountItem() {
    }

    static Map<String, AttributeValue> write(Account account) {
        return Item.of(Keys.account(account.id()))
                .put("id", text(account.id()))
                .put("merchant", text(account.merchant()))
                .put("ownerId", text(account.ownerId()))
                .put("name", account.name().map(Item::text))
                .put("phone", account.phone().map(Item::text))
                .put("currency", text(account.currency()))
                .put(BALANCE, number(account.balances().balance()))
                .put(AVAILABLE, number(account.balances().available()))
                .put(PENDING_IN, number(account.balances().pendingIn()))
                .put(PENDING_OUT, number(account.balances().pendingOut()))
                .put(ENTRIES, number(account.entryCount()))
                .put(CLOSED, AttributeValue.fromBool(account.closed()))
                .put("createdAt", time(account.createdAt()))
                .attributes();
    }

    static Account read(Map<String, AttributeValue> item) {
        return new Account(requiredText(item, "id"), requiredText(item, "merchant"), requiredText(item, "ownerId"), text(item, "name"),
                text(item, "phone"), requiredText(item, "currency"),
                new Balances(number(item, BALANCE), number(item, PENDING_IN), number(item, PENDING_OUT)), number(item, ENTRIES),
                item.get(CLOSED).bool(), time(item, "createdAt"));
    }

    /** An entry, or an entry of a system account, which has no balance of its own. */
    static Item entry(Map<String, AttributeValue> key, Entry entry) {
        return Item.of(key)
                .put("account", text(entry.account()))
                .put("number", number(entry.number()))
                .put("transferId", text(entry.transferId()))
                .put("currency", text(entry.currency()))
                .put("minor", number(entry.minor()))
                .put("balanceAfterMinor", number(entry.balanceAfter()))
                .put("counterparty", text(entry.counterparty()))
                .put("at", time(entry.at()));
    }

    static Entry entry(Map<String, AttributeValue> item) {
        return new Entry(requiredText(item, "account"), number(item, "number"), requiredText(item, "transferId"),
                requiredText(item, "currency"), number(item, "minor"), number(item, "balanceAfterMinor"),
                requiredText(item, "counterparty"), time(item, "at"));
    }
}
