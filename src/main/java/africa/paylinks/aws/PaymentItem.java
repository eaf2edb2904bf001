package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Debits;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Route;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A payment as a table item. */
final class PaymentItem {

    static final String MERCHANT_ORDER = "merchantOrder";
    static final String MERCHANT = "merchant";
    /** The partition of the index by merchant and time. */
    static final String MERCHANT_SHARD = "merchantShard";
    static final String CREATED_AT = "createdAt";
    static final String PROVIDER_KEY = "providerKey";
    /** The money collected; absent until paid, and for payments from before this attribute existed. */
    static final String RECEIVED = "receivedMinor";
    /** What the provider charges; absent unless the provider stated it when the payment completed. */
    static final String PROVIDER_FEE = "providerFeeMinor";
    /** The transaction that completed the payment, if known. */
    static final String PAID_BY = "paidBy";
    /** When the payment was given up: expired, cancelled by its merchant or refused at creation. */
    static final String GIVEN_UP_AT = "givenUpAt";
    static final String REFUNDED = "refundedMinor";
    /** How much is refunded or reserved for refunds; absent before the first refund. */
    static final String RESERVED = "reservedMinor";
    /** The number of the current debit, and the prefix of the attributes with the provider's ids of all. */
    static final String DEBIT = "debit";
    static final String DEBIT_REFERENCE = "debitReference";
    /** The number of the debit that paid. */
    static final String PAID_DEBIT = "paidDebit";
    static final String DUE_SHARD = "dueShard";
    static final String DUE_AT = "dueAt";

    private PaymentItem() {
    }

    /** A new payment. */
    static Map<String, AttributeValue> creating(PaymentTerms terms, Instant dueAt) {
        return Item.of(Keys.payment(terms.id()))
                .put("id", text(terms.id()))
                .put(MERCHANT, text(terms.merchant()))
                .put(MERCHANT_SHARD, text(Shards.of(terms.merchant(), terms.id())))
                .put("orderId", text(terms.orderId()))
                .put(MERCHANT_ORDER, text(merchantOrder(terms.merchant(), terms.orderId())))
                .put("provider", text(terms.provider()))
                .put("method", text(terms.method().wireName()))
                .put("amountMinor", number(terms.amount().minor()))
                .put("currency", text(terms.amount().currency()))
                .put("customer", AttributeValue.fromM(customer(terms.customer())))
                .put("description", terms.description().map(Item::text))
                .put("redirectUrl", terms.redirectUrl().map(Item::text))
                .put("metadata", texts(terms.metadata()))
                .put(CREATED_AT, time(terms.createdAt()))
                .put("updatedAt", time(terms.createdAt()))
                .put("expiresAt", time(terms.expiresAt()))
                .put("route", terms.route().map(route -> AttributeValue.fromM(
                        Map.of("rule", text(route.rule()), "bucket", number(route.bucket())))))
                .put("status", text(PaymentStatus.CREATING.name()))
                .put("rank", number(PaymentStatus.CREATING.rank()))
                .put("reached", AttributeValue.fromM(Map.of()))
                .put(REFUNDED, number(0))
                .put(DUE_SHARD, text(DueKeys.shard(terms.provider(), terms.id())))
                .put(DUE_AT, time(dueAt))
                .attributes();
    }

    static Payment read(Map<String, AttributeValue> item) {
        String currency = requiredText(item, "currency");
        Map<PaymentStatus, Instant> reached = new EnumMap<>(PaymentStatus.class);
        item.get("reached").m().forEach((status, at) -> reached.put(PaymentStatus.valueOf(status), Instant.parse(at.s())));
        PaymentTerms terms = terms(item, currency);
        PaymentStatus status = PaymentStatus.valueOf(requiredText(item, "status"));
        return new Payment(terms, status, instructions(item), text(item, "providerReference"), failure(item),
                received(item, status, terms.amount()), new Money(number(item, REFUNDED), currency), reached, time(item, "updatedAt"),
                item.containsKey(GIVEN_UP_AT) ? Optional.of(time(item, GIVEN_UP_AT)) : Optional.empty(), text(item, PAID_BY),
                debits(item), item.containsKey(PROVIDER_FEE) ? Optional.of(new Money(number(item, PROVIDER_FEE), currency)) : Optional.empty());
    }

    /** The condition that the debit of that number, {@code :debit}, is the current one; a payment's first one is not stored. */
    static String isDebit(int number) {
        return number == 1 ? "(attribute_not_exists(debit) OR debit = :debit)" : "debit = :debit";
    }

    private static Debits debits(Map<String, AttributeValue> item) {
        Map<Integer, String> references = new HashMap<>();
        for (int number = 1; number <= Debits.MAX; number++) {
            int debit = number;
            text(item, DEBIT_REFERENCE + number).ifPresent(reference -> references.put(debit, reference));
        }
        return new Debits(item.containsKey(DEBIT) ? Math.toIntExact(number(item, DEBIT)) : 1, references,
                item.containsKey(PAID_DEBIT) ? OptionalInt.of(Math.toIntExact(number(item, PAID_DEBIT))) : OptionalInt.empty());
    }

    private static Money received(Map<String, AttributeValue> item, PaymentStatus status, Money due) {
        if (!status.isPaid()) {
            return Money.zero(due.currency());
        }
        return item.containsKey(RECEIVED) ? new Money(number(item, RECEIVED), due.currency()) : due;
    }

    private static PaymentTerms terms(Map<String, AttributeValue> item, String currency) {
        return new PaymentTerms(requiredText(item, "id"), requiredText(item, MERCHANT), requiredText(item, "orderId"),
                requiredText(item, "provider"), PaymentMethod.named(requiredText(item, "method")).orElseThrow(),
                new Money(number(item, "amountMinor"), currency), customer(item), text(item, "description"),
                text(item, "redirectUrl"), texts(item, "metadata"), time(item, CREATED_AT), time(item, "expiresAt"),
                route(item));
    }

    private static Optional<Route> route(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get("route")).map(AttributeValue::m)
                .map(values -> new Route(requiredText(values, "rule"), Math.toIntExact(number(values, "bucket"))));
    }

    static AttributeValue instructions(PaymentInstructions instructions) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put("link", text(instructions.link()));
        instructions.ussdCode().ifPresent(code -> values.put("ussdCode", text(code)));
        instructions.bankAccount().ifPresent(account -> values.put("bankAccount",
                texts(Map.of("bank", account.bank(), "number", account.number(), "name", account.name()))));
        return AttributeValue.fromM(values);
    }

    private static Optional<PaymentInstructions> instructions(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get("instructions")).map(AttributeValue::m)
                .map(values -> new PaymentInstructions(requiredText(values, "link"), text(values, "ussdCode"),
                        Optional.ofNullable(values.get("bankAccount")).map(account -> new BankAccount(
                                requiredText(account.m(), "bank"), requiredText(account.m(), "number"),
                                requiredText(account.m(), "name")))));
    }

    static AttributeValue failure(Failure failure) {
        return texts(Map.of("code", failure.code(), "message", failure.message()));
    }

    /** How much of a payment is refunded or reserved for refunds. */
    static Money reserved(Map<String, AttributeValue> item) {
        return new Money(item.containsKey(RESERVED) ? number(item, RESERVED) : number(item, REFUNDED),
                requiredText(item, "currency"));
    }

    static Optional<Failure> failure(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get("failure")).map(AttributeValue::m)
                .map(values -> new Failure(requiredText(values, "code"), requiredText(values, "message")));
    }

    static Map<String, AttributeValue> customer(Customer customer) {
        Map<String, AttributeValue> values = new HashMap<>();
        customer.id().ifPresent(id -> values.put("id", text(id)));
        customer.name().ifPresent(name -> values.put("name", text(name)));
        customer.email().ifPresent(email -> values.put("email", text(email)));
        customer.phone().ifPresent(phone -> values.put("phone", text(phone)));
        customer.bank().ifPresent(bank -> values.put("bank", text(bank)));
        return values;
    }

    static Customer customer(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> values = item.get("customer").m();
        return new Customer(text(values, "id"), text(values, "name"), text(values, "email"), text(values, "phone"),
                text(values, "bank"));
    }

    static String merchantOrder(String merchant, String orderId) {
        return merchant + "#" + orderId;
    }

    static String providerKey(String provider, String providerReference) {
        return provider + "#" + providerReference;
    }
}
