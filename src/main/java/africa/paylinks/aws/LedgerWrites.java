package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.ledger.Entry;
import africa.paylinks.ledger.Movement;
import africa.paylinks.ledger.Posting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Writes balances and entries. Each condition covers what its expression takes away, so no balance can become negative. */
final class LedgerWrites {

    private final String table;

    LedgerWrites(String table) {
        this.table = table;
    }

    /** The part of an account that gives an entry its number and balance. */
    record Seen(long entryCount, long balance) {

        static Seen of(Map<String, AttributeValue> item) {
            return new Seen(Item.number(item, AccountItem.ENTRIES), Item.number(item, AccountItem.BALANCE));
        }
    }

    /**
     * Changes balances; refused when the account lacks the money or is closed to new work.
     *
     * @param seen what an entry follows; refused when there is a later entry
     */
    TransactWriteItem move(Movement movement, Seen seen) {
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> set = new ArrayList<>();
        List<String> conditions = new ArrayList<>(List.of("attribute_exists(pk)"));
        change(AccountItem.AVAILABLE, ":available", movement.available(), set, conditions, values);
        change(AccountItem.PENDING_IN, ":pendingIn", movement.pendingIn(), set, conditions, values);
        change(AccountItem.PENDING_OUT, ":pendingOut", movement.pendingOut(), set, conditions, values);
        if (movement.booked() != 0) {
            set.add("balanceMinor = balanceMinor + :booked, entryCount = entryCount + :one");
            conditions.add("entryCount = :seen AND balanceMinor = :balance");
            values.put(":booked", number(movement.booked()));
            values.put(":one", number(1));
            values.put(":seen", number(seen.entryCount()));
            values.put(":balance", number(seen.balance()));
        }
        if (movement.isNewWork()) {
            conditions.add("closed = :false");
            values.put(":false", AttributeValue.fromBool(false));
        }
        return TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.account(movement.account()))
                .updateExpression("SET " + String.join(", ", set))
                .conditionExpression(String.join(" AND ", conditions))
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD).build()).build();
    }

    private static void change(String attribute, String value, long by, List<String> set, List<String> conditions,
            Map<String, AttributeValue> values) {
        if (by == 0) {
            return;
        }
        set.add(attribute + " = " + attribute + " + " + value);
        values.put(value, number(by));
        if (by < 0) {
            conditions.add(attribute + " >= " + value + "Least");
            values.put(value + "Least", number(-by));
        }
    }

    /** An entry of a customer's account, the next one after what was seen. */
    TransactWriteItem entry(Posting posting, Posting.Leg leg, Seen seen, Instant at) {
        long number = seen.entryCount() + 1;
        return put(AccountItem.entry(Keys.entry(leg.account(), number), new Entry(leg.account(), number, posting.transferId(),
                posting.currency(), leg.minor(), Math.addExact(seen.balance(), leg.minor()), posting.counterparty(leg.account()), at)));
    }

    /** An entry of a system account, which has no balance of its own. */
    TransactWriteItem systemEntry(String merchant, Posting posting, Posting.Leg leg, Instant at) {
        String partition = Shards.of(Keys.systemAccount(merchant, leg.account(), posting.currency()), posting.transferId());
        return put(Item.of(Keys.systemEntry(partition, posting.transferId(), at))
                .put("account", text(leg.account()))
                .put("transferId", text(posting.transferId()))
                .put("currency", text(posting.currency()))
                .put("minor", number(leg.minor()))
                .put("counterparty", text(posting.counterparty(leg.account())))
                .put("at", time(at)));
    }

    private TransactWriteItem put(Item item) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table).item(item.attributes())
                .conditionExpression("attribute_not_exists(pk)").build()).build();
    }
}
