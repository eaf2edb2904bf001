package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundSource;
import africa.paylinks.payment.RefundStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** A refund as a table item. */
final class RefundItem {

    static final String REQUESTED_AT = "askedAt";
    private static final String SOURCE = "source";

    private RefundItem() {
    }

    /** A new refund, which the index lists among those of the merchant. */
    static Map<String, AttributeValue> write(Refund refund, String merchant, Optional<IdempotencyKey> key) {
        return Item.of(Keys.refund(refund.paymentId(), refund.id()))
                .put(LeaseWrites.ORIGIN, key.map(IdempotencyKey::value).map(Item::text))
                .put("id", text(refund.id()))
                .put("paymentId", text(refund.paymentId()))
                .put(PaymentItem.MERCHANT_SHARD, DynamoRefundIndex.partition(merchant, refund.id()))
                .put("provider", text(refund.provider()))
                .put("amountMinor", number(refund.amount().minor()))
                .put("currency", text(refund.amount().currency()))
                .put("status", text(refund.status().name()))
                .put("reason", refund.reason().map(Item::text))
                .put("providerReference", refund.providerReference().map(Item::text))
                .put(REQUESTED_AT, refund.requestedAt().map(Item::time))
                // Absent for a refund of the API.
                .put(SOURCE, Optional.of(refund.source()).filter(source -> source != RefundSource.API).map(source -> text(source.name())))
                .put("createdAt", time(refund.createdAt()))
                .put("updatedAt", time(refund.updatedAt()))
                .put(PaymentItem.DUE_SHARD, refund.dueAt().map(any -> text(DueKeys.shard(refund.provider(), refund.paymentId()))))
                .put(PaymentItem.DUE_AT, refund.dueAt().map(Item::time))
                .attributes();
    }

    static Refund read(Map<String, AttributeValue> item) {
        return new Refund(requiredText(item, "id"), requiredText(item, "paymentId"),
                requiredText(item, "provider"), new Money(number(item, "amountMinor"), requiredText(item, "currency")),
                RefundStatus.valueOf(requiredText(item, "status")), text(item, "reason"),
                text(item, "providerReference"), PaymentItem.failure(item), optionalTime(item, REQUESTED_AT),
                optionalTime(item, PaymentItem.DUE_AT), time(item, "createdAt"), time(item, "updatedAt"),
                text(item, SOURCE).map(RefundSource::valueOf).orElse(RefundSource.API));
    }

    /** Updates the state of an open refund; the ordered values stay. */
    static TransactWriteItem update(String table, Refund refund) {
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> set = new ArrayList<>();
        List<String> remove = new ArrayList<>();
        values.put(":open", text(RefundStatus.PENDING.name()));
        assign("#status", "status", Optional.of(text(refund.status().name())), set, remove, values);
        assign("updatedAt", "updatedAt", Optional.of(time(refund.updatedAt())), set, remove, values);
        assign("providerReference", "reference", refund.providerReference().map(Item::text), set, remove, values);
        assign("failure", "failure", refund.failure().map(PaymentItem::failure), set, remove, values);
        if (refund.isOpen() && refund.requestedAt().isEmpty()) {
            remove.add(REQUESTED_AT);
        }
        assign(PaymentItem.DUE_SHARD, "shard", refund.dueAt().map(any -> text(DueKeys.shard(refund.provider(), refund.paymentId()))),
                set, remove, values);
        assign(PaymentItem.DUE_AT, "due", refund.dueAt().map(Item::time), set, remove, values);
        return TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.refund(refund.paymentId(), refund.id()))
                .updateExpression("SET " + String.join(", ", set)
                        + (remove.isEmpty() ? "" : " REMOVE " + String.join(", ", remove)))
                .conditionExpression("#status = :open")
                .expressionAttributeNames(Map.of("#status", "status"))
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    private static void assign(String attribute, String name, Optional<AttributeValue> value, List<String> set,
            List<String> remove, Map<String, AttributeValue> values) {
        value.ifPresentOrElse(present -> {
            set.add(attribute + " = :" + name);
            values.put(":" + name, present);
        }, () -> remove.add(attribute));
    }

    private static Optional<Instant> optionalTime(Map<String, AttributeValue> item, String name) {
        return text(item, name).map(Instant::parse);
    }
}
