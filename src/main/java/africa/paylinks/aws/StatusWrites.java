package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundSource;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The only place where a payment's status changes: a conditional update that implements the status lattice, in one
 * transaction with its history entry and outbox record.
 */
final class StatusWrites {

    private static final Duration OUTBOX_LIFE = Duration.ofDays(30);
    private static final Duration FIRST_STATUS_CHECK = Duration.ofSeconds(30);

    private final String table;

    StatusWrites(String table) {
        this.table = table;
    }

    /**
     * Raises a payment's status; refused unless the event is from the payment's provider, ranks higher and covers the amount
     * due.
     */
    List<TransactWriteItem> raise(StatusEvent event) {
        Map<String, AttributeValue> values = new HashMap<>();
        StringBuilder set = raising(event.status(), event.at(), values);
        StringBuilder remove = new StringBuilder();
        StringBuilder condition = new StringBuilder("attribute_exists(pk) AND #rank < :rank AND provider = :provider");
        values.put(":provider", text(event.provider()));
        event.paid().ifPresent(paid -> {
            condition.append(" AND currency = :currency AND amountMinor <= :paid");
            values.put(":currency", text(paid.currency()));
            values.put(":paid", number(paid.minor()));
        });
        if (event.lacksAmount()) {
            // Never true with the first condition; the refusal still tells an existing payment from a missing one.
            condition.append(" AND attribute_not_exists(pk)");
        }
        if (event.status() == PaymentStatus.REFUNDED && event.providerReference().isPresent()) {
            condition.append(" AND (attribute_not_exists(paidBy) OR ").append(paidByCondition(event, values)).append(")");
        }
        if (event.debit() > 0 && event.status().isClosedUnpaid()) {
            // The end of a debit whose number was corrected does not end the payment.
            condition.append(" AND (attribute_not_exists(debit) OR debit <= :debit)");
            values.put(":debit", number(event.debit()));
        }
        if (event.debit() > 0 && event.status().isPaid()) {
            set.append(", paidDebit = if_not_exists(paidDebit, :debit)");
            values.put(":debit", number(event.debit()));
        }
        if (event.givesUp()) {
            set.append(", givenUpAt = if_not_exists(givenUpAt, :at)");
        }
        event.providerReference().ifPresent(reference -> appendProviderReference(set, values, event.provider(), reference,
                event.status().isPaid()));
        if (event.status().isPaid() && event.providerReference().isPresent()) {
            // A refund implies an earlier payment, even if it is reported first.
            set.append(", paidBy = if_not_exists(paidBy, :reference)");
        }
        if (event.status().isPaid()) {
            // A refund implies that the money was received, even if it is reported first.
            set.append(", receivedMinor = if_not_exists(receivedMinor, ")
                    .append(event.paid().isPresent() ? ":paid" : "amountMinor").append(")");
        }
        if (event.status() == PaymentStatus.COMPLETED) {
            // Only here, so that it never changes; the condition on the amount paid also holds for the fee's currency.
            event.providerFee().ifPresent(fee -> {
                set.append(", providerFeeMinor = :fee");
                values.put(":fee", number(fee.minor()));
            });
        }
        if (event.status() == PaymentStatus.REFUNDED) {
            set.append(", refundedMinor = amountMinor");
        }
        event.failure().ifPresentOrElse(failure -> {
            set.append(", failure = :failure");
            values.put(":failure", PaymentItem.failure(failure));
        }, () -> remove.append(" REMOVE failure"));
        // A given-up payment stays due: late money must not depend on a webhook.
        if (event.isCheckedForRefunds()) {
            set.append(", dueShard = :dueShard, dueAt = :dueAt");
            values.put(":dueShard", text(DueKeys.shard(DueItem.OfPaidPayment.of(event.provider()), event.paymentId())));
            values.put(":dueAt", time(event.at().plus(DueItem.OfPaidPayment.FIRST_CHECK)));
        } else if (event.status().isPaid()) {
            remove.append(remove.isEmpty() ? " REMOVE " : ", ").append("dueShard, dueAt");
        }
        return List.of(update(event.paymentId(), set.append(remove).toString(), condition.toString(), values),
                history(event.paymentId(), event.at(), event.status(), event.cause().wireName(), event.detail()),
                outbox(event.paymentId(), event.at(), event.status(), event.cause(), event.providerReference(), event.failure()));
    }

    /** Condition that the event is about the transaction that paid, by any of its ids. */
    private static String paidByCondition(StatusEvent event, Map<String, AttributeValue> values) {
        List<String> names = Stream.concat(event.providerReference().stream(), event.aliases().stream()).distinct().sorted().toList();
        StringJoiner any = new StringJoiner(" OR ");
        for (int number = 0; number < names.size(); number++) {
            values.put(":name" + number, text(names.get(number)));
            any.add("paidBy = :name" + number);
        }
        return any.toString();
    }

    /**
     * Completes a payment's creation; refused unless it is still {@code CREATING}.
     *
     * @param isFirstAttempt whether this is the first attempt; a payment that is refused at a later attempt may exist from an
     *                  earlier one, and stays due in case its customer pays
     */
    List<TransactWriteItem> open(CreationResult result, boolean isFirstAttempt) {
        Map<String, AttributeValue> values = new HashMap<>();
        StringBuilder set = raising(result.status(), result.at(), values);
        appendInstructions(set, values, result);
        result.providerReference().ifPresent(reference -> appendProviderReference(set, values, result.provider(), reference, false));
        result.failure().ifPresent(failure -> {
            set.append(", failure = :failure");
            values.put(":failure", PaymentItem.failure(failure));
        });
        if (result.status().isOpen()) {
            set.append(", dueAt = :dueAt");
            values.put(":dueAt", time(result.at().plus(FIRST_STATUS_CHECK)));
        } else {
            set.append(", givenUpAt = if_not_exists(givenUpAt, :at)").append(isFirstAttempt ? " REMOVE dueShard, dueAt" : "");
        }
        values.put(":creating", number(PaymentStatus.CREATING.rank()));
        return List.of(update(result.paymentId(), set.toString(), "attribute_exists(pk) AND #rank = :creating", values),
                history(result.paymentId(), result.at(), result.status(), StatusEvent.Cause.CREATION.wireName(),
                        result.failure().map(failure -> Map.of("failure", failure.code())).orElse(Map.of())),
                outbox(result.paymentId(), result.at(), result.status(), Cause.CREATION, result.providerReference(), result.failure()));
    }

    /** Adds the creation's result to a payment whose status an event has raised already; the status stays. */
    TransactWriteItem complement(CreationResult result) {
        Map<String, AttributeValue> values = new HashMap<>();
        StringBuilder set = new StringBuilder("SET updatedAt = :at");
        values.put(":at", time(result.at()));
        values.put(":creating", number(PaymentStatus.CREATING.rank()));
        appendInstructions(set, values, result);
        result.providerReference().ifPresent(reference -> appendProviderReference(set, values, result.provider(), reference, false));
        return TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.payment(result.paymentId()))
                .updateExpression(set.toString())
                .conditionExpression("attribute_exists(pk) AND #rank > :creating")
                .expressionAttributeNames(Map.of("#rank", "rank"))
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    /** A history entry about an event that contradicts the payment and changed nothing. */
    TransactWriteItem mismatch(StatusEvent event, Payment payment) {
        return put(mismatch(Keys.history(event.paymentId(), event.at(), "99-MISMATCH"), event, payment));
    }

    /** The same entry for a status check, which would report it again each time; refused if the history has it already. */
    TransactWriteItem firstMismatch(StatusEvent event, Payment payment) {
        String reported = event.status() + "#" + event.paid().map(Money::toString).orElse("") + "#" + event.providerReference().orElse("");
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(mismatch(Keys.mismatch(event.paymentId(), reported), event, payment))
                .conditionExpression("attribute_not_exists(pk)")
                .build()).build();
    }

    /**
     * Whether a refused event of a paid payment reports further money: from another transaction than the one that paid, or a
     * higher amount.
     */
    static boolean isPaidAgain(StatusEvent event, Payment payment) {
        if (!event.status().isPaid() || !payment.status().isPaid()) {
            return false;
        }
        return isOfAnotherTransaction(event, payment)
                || event.status() == PaymentStatus.COMPLETED && event.paid().filter(paid -> paid.minor() > payment.received().minor()).isPresent();
    }

    private static boolean isOfAnotherTransaction(StatusEvent event, Payment payment) {
        if (isOfNumberedDebits(event, payment)) {
            return event.debit() != payment.debits().paidBy().getAsInt();
        }
        return event.providerReference().isPresent() && payment.paidBy().filter(paidBy -> !event.isAbout(paidBy)).isPresent();
    }

    /** FLUID names the same debit differently in answers and webhooks; its number at the end of our reference is one. */
    private static boolean isOfNumberedDebits(StatusEvent event, Payment payment) {
        return event.debit() > 0 && payment.debits().paidBy().isPresent();
    }

    /**
     * A history entry about further money for a paid payment, from another transaction or a higher amount; one for each,
     * refused if the history has it already.
     */
    TransactWriteItem paidAgain(StatusEvent event, Payment payment) {
        String reference = event.providerReference().orElse("-");
        Map<String, String> detail = new HashMap<>(event.detail());
        detail.put("paidAgain", reference);
        detail.put("said", event.status().name());
        event.paid().ifPresent(paid -> detail.put("paid", paid.toString()));
        String reported = isOfAnotherTransaction(event, payment)
                ? (isOfNumberedDebits(event, payment) ? "debit-" + event.debit() : reference) + (event.status() == PaymentStatus.COMPLETED ? "" : "#" + event.status())
                : reference + "#" + event.paid().map(Money::toString).orElse("");
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(unchanged(Keys.paidAgain(event.paymentId(), reported), event, payment, detail))
                .conditionExpression("attribute_not_exists(pk)")
                .build()).build();
    }

    private static Map<String, AttributeValue> mismatch(Map<String, AttributeValue> key, StatusEvent event, Payment payment) {
        Map<String, String> detail = new HashMap<>(event.detail());
        detail.put("mismatch", event.contradiction(payment.terms()).orElseThrow());
        detail.put("said", event.status().name());
        event.paid().ifPresent(paid -> detail.put("paid", paid.toString()));
        return unchanged(key, event, payment, detail);
    }

    private static Map<String, AttributeValue> unchanged(Map<String, AttributeValue> key, StatusEvent event, Payment payment,
            Map<String, String> detail) {
        return Item.of(key)
                .put("at", time(event.at()))
                .put("unchanged", text(payment.status().name()))
                .put("cause", text(event.cause().wireName()))
                .put("detail", texts(detail)).attributes();
    }

    /**
     * Reserves money of a payment for a refund; refused unless the payment is paid, that much is left, and the refund is new.
     *
     * @param key the key of the request; empty for a refund that was found at the provider
     */
    List<TransactWriteItem> order(Refund refund, Payment payment, Cause cause, Optional<IdempotencyKey> key) {
        Money total = payment.terms().amount();
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":amount", number(refund.amount().minor()));
        values.put(":total", number(total.minor()));
        values.put(":currency", text(refund.amount().currency()));
        values.put(":limit", number(total.minor() - refund.amount().minor()));
        values.put(":completed", number(PaymentStatus.COMPLETED.rank()));
        values.put(":refunded", number(PaymentStatus.REFUNDED.rank()));
        return joined(List.of(
                amounts(refund.paymentId(), "SET reservedMinor = if_not_exists(reservedMinor, refundedMinor) + :amount",
                        "attribute_exists(pk) AND #rank >= :completed AND #rank < :refunded AND currency = :currency"
                                + " AND amountMinor = :total AND refundedMinor <= :limit"
                                + " AND (attribute_not_exists(reservedMinor) OR reservedMinor <= :limit)", values),
                TransactWriteItem.builder().put(Put.builder().tableName(table).item(RefundItem.write(refund, payment.terms().merchant(), key))
                        .conditionExpression("attribute_not_exists(pk)").build()).build(),
                refundLine(refund, payment.status(), cause, "40")), counted(refund));
    }

    /**
     * Completes a refund, which raises the payment's status accordingly. Refused unless the refund is open and the payment
     * unchanged since it was read.
     *
     * @param refund the refund with its new state
     * @param expected   the payment as it was read
     */
    List<TransactWriteItem> refunded(Refund refund, Payment expected, Cause cause) {
        if (expected.status() == PaymentStatus.REFUNDED) {
            // The provider has reported the refund before: the money is counted already.
            return joined(List.of(settled(refund), refundLine(refund, expected.status(), cause, "60")), counted(refund));
        }
        Money total = expected.terms().amount();
        Money back = new Money(expected.refunded().minor() + refund.amount().minor(), total.currency());
        if (back.minor() > total.minor()) {
            throw new IllegalStateException("Refunds would exceed the payment: " + refund.id());
        }
        PaymentStatus status = back.equals(total) ? PaymentStatus.REFUNDED : PaymentStatus.PARTIALLY_REFUNDED;
        boolean raises = status.raises(expected.status());
        Map<String, AttributeValue> values = new HashMap<>();
        StringBuilder set = raises
                ? raising(status, refund.updatedAt(), values)
                : new StringBuilder("SET updatedAt = :at");
        values.put(":at", time(refund.updatedAt()));
        values.put(":back", number(back.minor()));
        values.put(":seen", number(expected.refunded().minor()));
        values.put(":completed", number(PaymentStatus.COMPLETED.rank()));
        values.put(":refunded", number(PaymentStatus.REFUNDED.rank()));
        String expression = set.append(", refundedMinor = :back").toString();
        String condition = "#rank >= :completed AND #rank < :refunded AND refundedMinor = :seen";
        return joined(List.of(settled(refund),
                raises ? update(refund.paymentId(), expression, condition, values)
                        : amounts(refund.paymentId(), expression, condition, values),
                raises ? history(refund.paymentId(), refund.updatedAt(), status == PaymentStatus.REFUNDED
                                ? inOrder(status)
                                : refundPlace(refund, "41"), status, cause.wireName(), detail(refund))
                        : refundLine(refund, expected.status(), cause, "41"),
                refundEvent(refund, status, back)), counted(refund));
    }

    /** Makes this refund the only one that counts the provider's refund; the last item, refused if another one does. */
    private Optional<TransactWriteItem> counted(Refund refund) {
        return refund.providerReference().map(reference -> TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(Item.of(Keys.countedRefund(refund.paymentId(), reference)).put("refundId", text(refund.id())).attributes())
                .conditionExpression("attribute_not_exists(pk) OR refundId = :refund")
                .expressionAttributeValues(Map.of(":refund", text(refund.id())))
                .build()).build());
    }

    private static List<TransactWriteItem> joined(List<TransactWriteItem> items, Optional<TransactWriteItem> last) {
        return Stream.concat(items.stream(), last.stream()).toList();
    }

    /** Fails a refund and releases its money; refused unless the refund is open. */
    List<TransactWriteItem> notRefunded(Refund refund, PaymentStatus status, Cause cause) {
        return List.of(settled(refund),
                amounts(refund.paymentId(), "SET reservedMinor = reservedMinor - :amount", "reservedMinor >= :amount",
                        Map.of(":amount", number(refund.amount().minor()))),
                refundLine(refund, status, cause, "41"));
    }

    /** A history entry about a refund at the provider that is more than is left of the payment; one for each, refused if the history has it. */
    TransactWriteItem excessRefund(Payment payment, String providerReference, Money amount, Cause cause, Instant at) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(Item.of(Keys.excessRefund(payment.id(), providerReference))
                        .put("at", time(at))
                        .put("unchanged", text(payment.status().name()))
                        .put("cause", text(cause.wireName()))
                        .put("detail", texts(Map.of("refundExceeds", amount.majorText(), "refundReference", providerReference))).attributes())
                .conditionExpression("attribute_not_exists(pk)")
                .build()).build();
    }

    /** Updates a refund's state; refused unless it is open. */
    TransactWriteItem settled(Refund refund) {
        return RefundItem.update(table, refund);
    }

    private TransactWriteItem amounts(String paymentId, String expression, String condition,
            Map<String, AttributeValue> values) {
        return TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.payment(paymentId))
                .updateExpression(expression)
                .conditionExpression(condition)
                .expressionAttributeNames(condition.contains("#rank") ? Map.of("#rank", "rank") : null)
                .expressionAttributeValues(values)
                .build()).build();
    }

    private TransactWriteItem refundLine(Refund refund, PaymentStatus unchanged, Cause cause, String place) {
        return put(Item.of(Keys.history(refund.paymentId(), refund.updatedAt(), refundPlace(refund, place)))
                .put("at", time(refund.updatedAt()))
                .put("unchanged", text(unchanged.name()))
                .put("cause", text(cause.wireName()))
                .put("detail", texts(detail(refund))).attributes());
    }

    private static String refundPlace(Refund refund, String place) {
        return place + "-REFUND-" + refund.id() + "-" + refund.status();
    }

    private static Map<String, String> detail(Refund refund) {
        Map<String, String> detail = new HashMap<>();
        detail.put("refund", refund.id());
        detail.put("refundStatus", refund.status().name());
        detail.put("refundAmount", refund.amount().majorText());
        refund.providerReference().ifPresent(reference -> detail.put("refundReference", reference));
        refund.failure().ifPresent(failure -> detail.put("failure", failure.code()));
        foundAtProvider(refund).ifPresent(source -> detail.put("refundSource", source.wireName()));
        return detail;
    }

    private static Optional<RefundSource> foundAtProvider(Refund refund) {
        return Optional.of(refund.source()).filter(source -> source != RefundSource.API);
    }

    private TransactWriteItem refundEvent(Refund refund, PaymentStatus status, Money back) {
        // The refunded amount only grows, so it orders refunds of the same millisecond.
        String place = String.format(Locale.ROOT, "%s-%020d-%s", inOrder(status), back.minor(), refund.id());
        return put(event(refund.paymentId(), refund.updatedAt(), place)
                .put("type", text("payment.refunded"))
                .put("status", text(status.name()))
                .put("refundedMinor", number(back.minor()))
                .put("refundId", text(refund.id()))
                .put("refundMinor", number(refund.amount().minor()))
                .put("refundSource", foundAtProvider(refund).map(source -> text(source.name())))
                .attributes());
    }

    /** An outbox record, which can be found by payment and by time. */
    private static Item event(String paymentId, Instant at, String place) {
        return Item.of(Keys.outbox(paymentId, at, place))
                .put("paymentId", text(paymentId))
                .put("at", time(at))
                .put(DailyIndex.PARTITION, DailyIndex.partition(DailyIndex.EVENTS, at, paymentId))
                .put(DailyIndex.AT, time(at))
                .put("ttl", number(at.plus(OUTBOX_LIFE).getEpochSecond()));
    }

    private static StringBuilder raising(PaymentStatus status, Instant at, Map<String, AttributeValue> values) {
        values.put(":status", text(status.name()));
        values.put(":rank", number(status.rank()));
        values.put(":at", time(at));
        return new StringBuilder("SET #status = :status, #rank = :rank, updatedAt = :at, reached.#reached = :at");
    }

    private static void appendInstructions(StringBuilder set, Map<String, AttributeValue> values, CreationResult result) {
        result.instructions().ifPresent(instructions -> {
            set.append(", instructions = :instructions");
            values.put(":instructions", PaymentItem.instructions(instructions));
        });
    }

    /** @param replaces whether the reference is of the attempt that paid, and replaces any other */
    private static void appendProviderReference(StringBuilder set, Map<String, AttributeValue> values, String provider,
            String reference, boolean replaces) {
        set.append(replaces
                ? ", providerReference = :reference, providerKey = :providerKey"
                : ", providerReference = if_not_exists(providerReference, :reference)"
                        + ", providerKey = if_not_exists(providerKey, :providerKey)");
        values.put(":reference", text(reference));
        values.put(":providerKey", text(PaymentItem.providerKey(provider, reference)));
    }

    private TransactWriteItem update(String paymentId, String expression, String condition,
            Map<String, AttributeValue> values) {
        return TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.payment(paymentId))
                .updateExpression(expression)
                .conditionExpression(condition)
                .expressionAttributeNames(Map.of("#status", "status", "#rank", "rank", "#reached", values.get(":status").s()))
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    private TransactWriteItem history(String paymentId, Instant at, PaymentStatus to, String cause,
            Map<String, String> detail) {
        return history(paymentId, at, inOrder(to), to, cause, detail);
    }

    private TransactWriteItem history(String paymentId, Instant at, String place, PaymentStatus to, String cause,
            Map<String, String> detail) {
        return put(Item.of(Keys.history(paymentId, at, place))
                .put("at", time(at))
                .put("to", text(to.name()))
                .put("cause", text(cause))
                .put("detail", texts(detail)).attributes());
    }

    private TransactWriteItem outbox(String paymentId, Instant at, PaymentStatus to, Cause cause,
            Optional<String> providerReference, Optional<Failure> failure) {
        return put(event(paymentId, at, inOrder(to))
                .put("type", text("payment." + (to == PaymentStatus.PENDING ? "created" : to.name().toLowerCase(Locale.ROOT))))
                .put("status", text(to.name()))
                .put("cause", text(cause.wireName()))
                .put("providerReference", providerReference.map(Item::text))
                .put("failure", failure.map(PaymentItem::failure))
                .attributes());
    }

    /** Orders changes within one millisecond by rank, the only possible order. */
    private static String inOrder(PaymentStatus status) {
        return (10 + status.rank()) + "-" + status;
    }

    private TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table).item(item).build()).build();
    }
}
