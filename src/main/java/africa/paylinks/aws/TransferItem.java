package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.Money;
import africa.paylinks.transfer.DailyCount;
import africa.paylinks.transfer.Party;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferKind;
import africa.paylinks.transfer.TransferStatus;
import africa.paylinks.transfer.TransferTerms;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A transfer as a table item. */
final class TransferItem {

    static final String MERCHANT_SHARD = PaymentItem.MERCHANT_SHARD;
    static final String CREATED_AT = PaymentItem.CREATED_AT;
    private static final String EXPIRES_AT = "expiresAt";

    private TransferItem() {
    }

    /** @param dueAt when the reconciler checks it; empty when it has ended, or never ends by itself */
    static Map<String, AttributeValue> write(Transfer transfer, Optional<Instant> dueAt) {
        TransferTerms terms = transfer.terms();
        return Item.of(Keys.transfer(terms.id()))
                .put("id", text(terms.id()))
                .put("kind", text(terms.kind().name()))
                .put("merchant", text(terms.merchant()))
                .put(MERCHANT_SHARD, text(merchantShard(terms.merchant(), terms.id())))
                .put("sender", party(terms.from()))
                .put("recipient", party(terms.to()))
                .put("amountMinor", number(terms.amount().minor()))
                .put("currency", text(terms.amount().currency()))
                .put("provider", terms.provider().map(Item::text))
                .put("description", terms.description().map(Item::text))
                .put("reference", terms.reference().map(Item::text))
                .put("reverses", terms.reverses().map(Item::text))
                .put("metadata", texts(terms.metadata()))
                .put("counted", terms.limit().map(counter -> texts(Map.of("sender", counter.sender(), "day", counter.day().toString()))))
                .put(CREATED_AT, time(terms.createdAt()))
                .put(EXPIRES_AT, terms.expiresAt().map(Item::time))
                .put("status", text(transfer.status().name()))
                .put("rank", number(transfer.status().rank()))
                .put("reached", reached(transfer.reached()))
                .put("lateSuccess", AttributeValue.fromBool(transfer.lateSuccess()))
                .put("updatedAt", time(transfer.updatedAt()))
                .put(PaymentItem.DUE_SHARD, dueAt.map(at -> text(DueKeys.shard(terms.provider().orElseThrow(), terms.id()))))
                .put(PaymentItem.DUE_AT, dueAt.map(Item::time))
                .attributes();
    }

    static Transfer read(Map<String, AttributeValue> item) {
        String currency = requiredText(item, "currency");
        String merchant = requiredText(item, "merchant");
        TransferTerms terms = new TransferTerms(requiredText(item, "id"), TransferKind.valueOf(requiredText(item, "kind")), merchant,
                party(item, "sender"), party(item, "recipient"), new Money(number(item, "amountMinor"), currency), text(item, "provider"),
                text(item, "description"), text(item, "reference"), text(item, "reverses"), texts(item, "metadata"),
                counter(item, merchant, currency), time(item, CREATED_AT),
                item.containsKey(EXPIRES_AT) ? Optional.of(time(item, EXPIRES_AT)) : Optional.empty());
        Map<TransferStatus, Instant> reached = new EnumMap<>(TransferStatus.class);
        item.get("reached").m().forEach((status, at) -> reached.put(TransferStatus.valueOf(status), Instant.parse(at.s())));
        return new Transfer(terms, TransferStatus.valueOf(requiredText(item, "status")), PaymentItem.failure(item),
                item.get("lateSuccess").bool(), text(item, "reversedBy"), reached, time(item, "updatedAt"));
    }

    /** The partition of the index by merchant and time, in which no payment is. */
    static String merchantShard(String merchant, String transferId) {
        return Shards.of(merchantPartition(merchant), transferId);
    }

    static String merchantPartition(String merchant) {
        return "TRANSFERS#" + merchant;
    }

    private static AttributeValue reached(Map<TransferStatus, Instant> reached) {
        Map<String, AttributeValue> values = new HashMap<>();
        reached.forEach((status, at) -> values.put(status.name(), time(at)));
        return AttributeValue.fromM(values);
    }

    private static AttributeValue party(Party party) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put("account", text(party.account()));
        party.ownerId().ifPresent(owner -> values.put("ownerId", text(owner)));
        party.name().ifPresent(name -> values.put("name", text(name)));
        party.phone().ifPresent(phone -> values.put("phone", text(phone)));
        party.bank().ifPresent(bank -> values.put("bank", text(bank)));
        return AttributeValue.fromM(values);
    }

    private static Party party(Map<String, AttributeValue> item, String name) {
        Map<String, AttributeValue> values = item.get(name).m();
        return new Party(requiredText(values, "account"), text(values, "ownerId"), text(values, "name"), text(values, "phone"),
                text(values, "bank"));
    }

    private static Optional<DailyCount> counter(Map<String, AttributeValue> item, String merchant, String currency) {
        return Optional.ofNullable(item.get("counted")).map(AttributeValue::m).map(values -> new DailyCount(merchant, currency,
                requiredText(values, "sender"), LocalDate.parse(requiredText(values, "day"))));
    }
}
