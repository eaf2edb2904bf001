package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.transfer.DailyCount;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferCause;
import africa.paylinks.transfer.TransferEvents;
import africa.paylinks.transfer.TransferLimit;
import africa.paylinks.transfer.TransferStatus;
import africa.paylinks.transfer.TransferStore.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Writes transfers, their history and the senders' daily counts. */
final class TransferWrites {

    /** Much longer than an amount can be pending, after which it is given back. */
    private static final Duration COUNT_LIFE = Duration.ofDays(40);
    private static final Duration OUTBOX_LIFE = Duration.ofDays(30);
    private static final String PENDING = "#rank < :ended";

    private final String table;

    TransferWrites(String table) {
        this.table = table;
    }

    /** Puts a new transfer with the idempotency key of its request; refused when its id exists. */
    TransactWriteItem created(Transfer transfer, Optional<Call> call, Optional<Instant> dueAt) {
        return put(Item.of(TransferItem.write(transfer, dueAt)).put(LeaseWrites.ORIGIN, call.map(one -> text(one.key().value()))), "attribute_not_exists(pk)");
    }

    /** Makes the transfer a member of its accounts' lists. */
    List<TransactWriteItem> listed(Transfer transfer) {
        return List.of(transfer.terms().from(), transfer.terms().to()).stream().flatMap(party -> party.customerAccount().stream())
                .map(account -> put(Item.of(Keys.transferOfAccount(account, transfer.terms().createdAt(), transfer.id()))
                        .put("transferId", text(transfer.id())))).toList();
    }

    /** The condition of raising a status, with the values that it compares. */
    private record Condition(String expression, Map<String, AttributeValue> values) {
    }

    /** Raises a transfer that is pending and has not expired. */
    TransactWriteItem ended(Transfer transfer, List<TransferStatus> reached, Optional<Failure> failure, Instant at) {
        return raise(transfer, reached, at, new Condition(PENDING + " AND (attribute_not_exists(expiresAt) OR expiresAt > :at)",
                Map.of(":ended", number(TransferStatus.EXPIRED.rank()))), failure, false);
    }

    /** Expires a transfer that is pending after its time. */
    TransactWriteItem expired(Transfer transfer, Instant at) {
        return raise(transfer, List.of(TransferStatus.EXPIRED), at, new Condition(PENDING + " AND expiresAt <= :at",
                Map.of(":ended", number(TransferStatus.EXPIRED.rank()))), Optional.empty(), false);
    }

    /** Raises a transfer that had ended without money. */
    TransactWriteItem paidLate(Transfer transfer, List<TransferStatus> reached, Optional<Failure> failure, Instant at) {
        return raise(transfer, reached, at, new Condition("#rank >= :ended AND #rank < :collected",
                Map.of(":ended", number(TransferStatus.EXPIRED.rank()), ":collected", number(TransferStatus.COLLECTED.rank()))),
                failure, true);
    }

    /** Raises a new transfer whose sender was asked to pay. */
    TransactWriteItem collecting(Transfer transfer, Instant at) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":status", text(TransferStatus.COLLECTING.name()),
                ":rank", number(TransferStatus.COLLECTING.rank()), ":at", time(at)));
        return update(transfer.id(), "SET #status = :status, #rank = :rank, updatedAt = :at, reached.#reached0 = :at",
                "attribute_exists(pk) AND #rank < :rank", List.of(TransferStatus.COLLECTING), values);
    }

    /** Marks a completed transfer as reversed. */
    TransactWriteItem reversed(String originalId, String reversalId, Instant at) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":status", text(TransferStatus.REVERSED.name()),
                ":rank", number(TransferStatus.REVERSED.rank()), ":at", time(at), ":completed", number(TransferStatus.COMPLETED.rank()),
                ":reversal", text(reversalId)));
        return update(originalId, "SET #status = :status, #rank = :rank, updatedAt = :at, reached.#reached0 = :at, reversedBy = :reversal",
                "attribute_exists(pk) AND #rank = :completed", List.of(TransferStatus.REVERSED), values);
    }

    private TransactWriteItem raise(Transfer transfer, List<TransferStatus> reached, Instant at, Condition condition,
            Optional<Failure> failure, boolean late) {
        TransferStatus status = reached.get(reached.size() - 1);
        Map<String, AttributeValue> values = new HashMap<>(condition.values);
        values.put(":status", text(status.name()));
        values.put(":rank", number(status.rank()));
        values.put(":at", time(at));
        StringBuilder set = new StringBuilder("SET #status = :status, #rank = :rank, updatedAt = :at");
        IntStream.range(0, reached.size()).forEach(index -> set.append(", reached.#reached").append(index).append(" = :at"));
        if (late) {
            set.append(", lateSuccess = :late");
            values.put(":late", AttributeValue.fromBool(true));
        }
        failure.ifPresent(reason -> {
            set.append(", failure = :failure");
            values.put(":failure", PaymentItem.failure(reason));
        });
        set.append(" REMOVE dueShard, dueAt").append(failure.isEmpty() ? ", failure" : "");
        return update(transfer.id(), set.toString(), "attribute_exists(pk) AND " + condition.expression, reached, values);
    }

    private TransactWriteItem update(String transferId, String expression, String condition, List<TransferStatus> reached,
            Map<String, AttributeValue> values) {
        Map<String, String> names = new HashMap<>(Map.of("#status", "status", "#rank", "rank"));
        IntStream.range(0, reached.size()).forEach(index -> names.put("#reached" + index, reached.get(index).name()));
        return TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.transfer(transferId))
                .updateExpression(expression).conditionExpression(condition)
                .expressionAttributeNames(names).expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD).build()).build();
    }

    /** The history entries of the statuses that a phase reaches. */
    List<TransactWriteItem> history(String transferId, List<TransferStatus> reached, TransferCause cause, Map<String, String> detail,
            Instant at) {
        List<TransactWriteItem> items = new ArrayList<>();
        reached.forEach(status -> items.add(put(Item.of(Keys.transferHistory(transferId, at, inOrder(status)))
                .put("at", time(at))
                .put("to", text(status.name()))
                .put("cause", text(cause.wireName()))
                .put("detail", texts(detail)))));
        return items;
    }

    /** The outbox records of the statuses that a phase reaches, in their order. */
    List<TransactWriteItem> events(Transfer transfer, List<TransferStatus> reached, Instant at) {
        List<TransactWriteItem> items = new ArrayList<>();
        Transfer current = transfer;
        for (TransferStatus status : reached) {
            current = current.raised(status, at);
            items.add(put(Item.of(Keys.outbox(transfer.id(), at, inOrder(status)))
                    .put("transferId", text(transfer.id()))
                    .put("owner", text(transfer.terms().merchant()))
                    .put("sequence", number(status.rank()))
                    .put("type", text(TransferEvents.type(status)))
                    .put("at", time(at))
                    .put("data", text(TransferEvents.content(current)))
                    .put(DailyIndex.PARTITION, DailyIndex.partition(DailyIndex.EVENTS, at, transfer.id()))
                    .put(DailyIndex.AT, time(at))
                    .put("ttl", number(at.plus(OUTBOX_LIFE).getEpochSecond()))));
        }
        return items;
    }

    /** Orders changes within one millisecond by rank, the only possible order. */
    static String inOrder(TransferStatus status) {
        return (10 + status.rank()) + "-" + status;
    }

    /** Counts a transfer; refused when the day's limits do not allow it. */
    TransactWriteItem counted(DailyCount counter, Money amount, TransferLimit limit, Instant at) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":minor", number(amount.minor()), ":one", number(1), ":zero", number(0),
                ":ttl", number(at.plus(COUNT_LIFE).getEpochSecond())));
        List<String> within = new ArrayList<>();
        limit.dailyValue().ifPresent(most -> {
            within.add("sentMinor <= :mostBefore");
            values.put(":mostBefore", number(most - amount.minor()));
        });
        limit.dailyCount().ifPresent(most -> {
            within.add("sentCount < :most");
            values.put(":most", number(most));
        });
        return TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.dailyCount(counter))
                .updateExpression("SET sentMinor = if_not_exists(sentMinor, :zero) + :minor,"
                        + " sentCount = if_not_exists(sentCount, :zero) + :one, #ttl = :ttl")
                .conditionExpression("attribute_not_exists(pk) OR " + String.join(" AND ", within))
                .expressionAttributeNames(Map.of("#ttl", "ttl"))
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD).build()).build();
    }

    /** Gives back what a transfer counted for. */
    TransactWriteItem uncounted(DailyCount counter, Money amount) {
        return TransactWriteItem.builder().update(Update.builder().tableName(table).key(Keys.dailyCount(counter))
                .updateExpression("SET sentMinor = sentMinor - :minor, sentCount = sentCount - :one")
                .conditionExpression("sentMinor >= :minor AND sentCount >= :one")
                .expressionAttributeValues(Map.of(":minor", number(amount.minor()), ":one", number(1))).build()).build();
    }

    private TransactWriteItem put(Item item) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table).item(item.attributes()).build()).build();
    }

    private TransactWriteItem put(Item item, String condition) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table).item(item.attributes()).conditionExpression(condition)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD).build()).build();
    }
}
