package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
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
 * The one place where a payment's status changes: the conditional update that is the lattice's join, with the history
 * line and the outbox record that go with it in the same transaction.
 */
final class StatusWrites {

    private static final Duration OUTBOX_LIFE = Duration.ofDays(30);
    private static final Duration FIRST_STATUS_CHECK = Duration.ofSeconds(30);

    private final String table;

    StatusWrites(String table) {
        this.table = table;
    }

    /** Raises a payment by news; refused unless it is of that provider, is lower, and owes no more than was paid. */
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
            // Never true beside the first condition: the payment is told apart from one that does not exist all the same.
            condition.append(" AND attribute_not_exists(pk)");
        }
        if (event.status() == PaymentStatus.REFUNDED && event.providerReference().isPresent()) {
            condition.append(" AND (attribute_not_exists(paidBy) OR ").append(paidByItself(event, values)).append(")");
        }
        if (event.givesUp()) {
            set.append(", givenUpAt = if_not_exists(givenUpAt, :at)");
        }
        event.providerReference().ifPresent(reference -> appendProviderReference(set, values, event.provider(), reference,
                event.status().isPaid()));
        if (event.status().isPaid() && event.providerReference().isPresent()) {
            // What went back was paid before, whoever tells of it first.
            set.append(", paidBy = if_not_exists(paidBy, :reference)");
        }
        if (event.status().isPaid()) {
            // What went back was received before, whoever tells of it first.
            set.append(", receivedMinor = if_not_exists(receivedMinor, ")
                    .append(event.paid().isPresent() ? ":paid" : "amountMinor").append(")");
        }
        if (event.status() == PaymentStatus.REFUNDED) {
            set.append(", refundedMinor = amountMinor");
        }
        event.failure().ifPresentOrElse(failure -> {
            set.append(", failure = :failure");
            values.put(":failure", PaymentItem.failure(failure));
        }, () -> remove.append(" REMOVE failure"));
        // What was given up stays due: money that comes by it all the same must not depend on a webhook.
        if (event.status().isPaid()) {
            remove.append(remove.isEmpty() ? " REMOVE " : ", ").append("dueShard, dueAt");
        }
        return List.of(update(event.paymentId(), set.append(remove).toString(), condition.toString(), values),
                history(event.paymentId(), event.at(), event.status(), event.cause().wireName(), event.detail()),
                outbox(event.paymentId(), event.at(), event.status(), event.cause(), event.providerReference(), event.failure()));
    }

    /** That the news is about the transaction that paid, by any of its names. */
    private static String paidByItself(StatusEvent event, Map<String, AttributeValue> values) {
        List<String> names = Stream.concat(event.providerReference().stream(), event.aliases().stream()).distinct().sorted().toList();
        StringJoiner any = new StringJoiner(" OR ");
        for (int number = 0; number < names.size(); number++) {
            values.put(":name" + number, text(names.get(number)));
            any.add("paidBy = :name" + number);
        }
        return any.toString();
    }

    /**
     * Ends a payment's creation; refused unless it is still being created.
     *
     * @param isOnlyTry whether nobody had set out to create it before; what is refused at a later try may have been made at
     *                  an earlier one, and stays due in case its customer pays
     */
    List<TransactWriteItem> open(CreationResult opening, boolean isOnlyTry) {
        Map<String, AttributeValue> values = new HashMap<>();
        StringBuilder set = raising(opening.status(), opening.at(), values);
        appendInstructions(set, values, opening);
        opening.providerReference().ifPresent(reference -> appendProviderReference(set, values, opening.provider(), reference, false));
        opening.failure().ifPresent(failure -> {
            set.append(", failure = :failure");
            values.put(":failure", PaymentItem.failure(failure));
        });
        if (opening.status().isOpen()) {
            set.append(", dueAt = :dueAt");
            values.put(":dueAt", time(opening.at().plus(FIRST_STATUS_CHECK)));
        } else {
            set.append(", givenUpAt = if_not_exists(givenUpAt, :at)").append(isOnlyTry ? " REMOVE dueShard, dueAt" : "");
        }
        values.put(":creating", number(PaymentStatus.CREATING.rank()));
        return List.of(update(opening.paymentId(), set.toString(), "attribute_exists(pk) AND #rank = :creating", values),
                history(opening.paymentId(), opening.at(), opening.status(), StatusEvent.Cause.CREATION.wireName(),
                        opening.failure().map(failure -> Map.of("failure", failure.code())).orElse(Map.of())),
                outbox(opening.paymentId(), opening.at(), opening.status(), Cause.CREATION, opening.providerReference(), opening.failure()));
    }

    /** Adds to a payment that news has raised already what its creation came to know; its status stays. */
    TransactWriteItem complement(CreationResult opening) {
        Map<String, AttributeValue> values = new HashMap<>();
        StringBuilder set = new StringBuilder("SET updatedAt = :at");
        values.put(":at", time(opening.at()));
        values.put(":creating", number(PaymentStatus.CREATING.rank()));
        appendInstructions(set, values, opening);
        opening.providerReference().ifPresent(reference -> appendProviderReference(set, values, opening.provider(), reference, false));
        return TransactWriteItem.builder().update(Update.builder().tableName(table)
                .key(Keys.payment(opening.paymentId()))
                .updateExpression(set.toString())
                .conditionExpression("attribute_exists(pk) AND #rank > :creating")
                .expressionAttributeNames(Map.of("#rank", "rank"))
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    /** A history line about news that contradicts the payment, and changed nothing. */
    TransactWriteItem mismatch(StatusEvent news, Payment payment) {
        return put(mismatch(Keys.history(news.paymentId(), news.at(), "99-MISMATCH"), news, payment));
    }

    /**
     * The same about news that was asked for, and would be told again each time that somebody asks: refused where the history
     * has it already.
     */
    TransactWriteItem firstMismatch(StatusEvent news, Payment payment) {
        String said = news.status() + "#" + news.paid().map(Money::toString).orElse("") + "#" + news.providerReference().orElse("");
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(mismatch(Keys.mismatch(news.paymentId(), said), news, payment))
                .conditionExpression("attribute_not_exists(pk)")
                .build()).build();
    }

    /**
     * Whether refused news of a paid payment tells of money that is not in the payment: of another transaction than the one
     * that paid, or of more money by the same.
     */
    static boolean isPaidAgain(StatusEvent news, Payment payment) {
        if (!news.status().isPaid() || !payment.status().isPaid()) {
            return false;
        }
        return isOfAnotherTransaction(news, payment)
                || news.status() == PaymentStatus.COMPLETED && news.paid().filter(paid -> paid.minor() > payment.received().minor()).isPresent();
    }

    private static boolean isOfAnotherTransaction(StatusEvent news, Payment payment) {
        return news.providerReference().isPresent() && payment.paidBy().filter(paidBy -> !news.isAbout(paidBy)).isPresent();
    }

    /**
     * A history line about money that a paid payment's customer has paid once more, by another transaction or by more money
     * than before; one for each, refused where the history has it already.
     */
    TransactWriteItem paidAgain(StatusEvent news, Payment payment) {
        String reference = news.providerReference().orElse("-");
        Map<String, String> detail = new HashMap<>(news.detail());
        detail.put("paidAgain", reference);
        detail.put("said", news.status().name());
        news.paid().ifPresent(paid -> detail.put("paid", paid.toString()));
        String said = isOfAnotherTransaction(news, payment)
                ? reference + (news.status() == PaymentStatus.COMPLETED ? "" : "#" + news.status())
                : reference + "#" + news.paid().map(Money::toString).orElse("");
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(unchanged(Keys.paidAgain(news.paymentId(), said), news, payment, detail))
                .conditionExpression("attribute_not_exists(pk)")
                .build()).build();
    }

    private static Map<String, AttributeValue> mismatch(Map<String, AttributeValue> key, StatusEvent news, Payment payment) {
        Map<String, String> detail = new HashMap<>(news.detail());
        detail.put("mismatch", news.contradiction(payment.terms()).orElseThrow());
        detail.put("said", news.status().name());
        news.paid().ifPresent(paid -> detail.put("paid", paid.toString()));
        return unchanged(key, news, payment, detail);
    }

    private static Map<String, AttributeValue> unchanged(Map<String, AttributeValue> key, StatusEvent news, Payment payment,
            Map<String, String> detail) {
        return Item.of(key)
                .put("at", time(news.at()))
                .put("unchanged", text(payment.status().name()))
                .put("cause", text(news.cause().wireName()))
                .put("detail", texts(detail)).attributes();
    }

    /** Sets money of a payment aside for a refund; refused unless it is paid and that much of it is left. */
    List<TransactWriteItem> order(Refund refund, Payment payment) {
        Money total = payment.terms().amount();
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":amount", number(refund.amount().minor()));
        values.put(":total", number(total.minor()));
        values.put(":currency", text(refund.amount().currency()));
        values.put(":limit", number(total.minor() - refund.amount().minor()));
        values.put(":completed", number(PaymentStatus.COMPLETED.rank()));
        values.put(":refunded", number(PaymentStatus.REFUNDED.rank()));
        return List.of(
                amounts(refund.paymentId(), "SET reservedMinor = if_not_exists(reservedMinor, refundedMinor) + :amount",
                        "attribute_exists(pk) AND #rank >= :completed AND #rank < :refunded AND currency = :currency"
                                + " AND amountMinor = :total AND refundedMinor <= :limit"
                                + " AND (attribute_not_exists(reservedMinor) OR reservedMinor <= :limit)", values),
                put(RefundItem.write(refund)),
                refundLine(refund, payment.status(), Cause.MERCHANT, "40"));
    }

    /**
     * Writes that a refund went through, which raises the payment's status by what is left of it. Refused unless the refund is open, and the payment still as it was seen.
     *
     * @param refund as it is now
     * @param seen   the payment as it was read
     */
    List<TransactWriteItem> refunded(Refund refund, Payment seen, Cause cause) {
        if (seen.status() == PaymentStatus.REFUNDED) {
            // The provider has told of it before: the money is counted already.
            return List.of(settled(refund), refundLine(refund, seen.status(), cause, "60"));
        }
        Money total = seen.terms().amount();
        Money back = new Money(seen.refunded().minor() + refund.amount().minor(), total.currency());
        if (back.minor() > total.minor()) {
            throw new IllegalStateException("More would be refunded than was paid: " + refund.id());
        }
        PaymentStatus status = back.equals(total) ? PaymentStatus.REFUNDED : PaymentStatus.PARTIALLY_REFUNDED;
        boolean raises = status.raises(seen.status());
        Map<String, AttributeValue> values = new HashMap<>();
        StringBuilder set = raises
                ? raising(status, refund.updatedAt(), values)
                : new StringBuilder("SET updatedAt = :at");
        values.put(":at", time(refund.updatedAt()));
        values.put(":back", number(back.minor()));
        values.put(":seen", number(seen.refunded().minor()));
        values.put(":completed", number(PaymentStatus.COMPLETED.rank()));
        values.put(":refunded", number(PaymentStatus.REFUNDED.rank()));
        String expression = set.append(", refundedMinor = :back").toString();
        String condition = "#rank >= :completed AND #rank < :refunded AND refundedMinor = :seen";
        return List.of(settled(refund),
                raises ? update(refund.paymentId(), expression, condition, values)
                        : amounts(refund.paymentId(), expression, condition, values),
                raises ? history(refund.paymentId(), refund.updatedAt(), status == PaymentStatus.REFUNDED
                                ? inOrder(status)
                                : refundPlace(refund, "41"), status, cause.wireName(), detail(refund))
                        : refundLine(refund, seen.status(), cause, "41"),
                refundNews(refund, status, back));
    }

    /** Writes that a refund came to nothing, and that its money is left again; refused unless the refund is open. */
    List<TransactWriteItem> notRefunded(Refund refund, PaymentStatus status, Cause cause) {
        return List.of(settled(refund),
                amounts(refund.paymentId(), "SET reservedMinor = reservedMinor - :amount", "reservedMinor >= :amount",
                        Map.of(":amount", number(refund.amount().minor()))),
                refundLine(refund, status, cause, "41"));
    }

    /** Writes how a refund stands; refused unless it was open. */
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
        return detail;
    }

    private TransactWriteItem refundNews(Refund refund, PaymentStatus status, Money back) {
        // What has gone back only grows, so that it orders refunds of one millisecond.
        String place = String.format(Locale.ROOT, "%s-%020d-%s", inOrder(status), back.minor(), refund.id());
        return put(event(refund.paymentId(), refund.updatedAt(), place)
                .put("type", text("payment.refunded"))
                .put("status", text(status.name()))
                .put("refundedMinor", number(back.minor()))
                .put("refundId", text(refund.id()))
                .put("refundMinor", number(refund.amount().minor()))
                .attributes());
    }

    /** An event of the outbox, which can be found by its payment and by its time. */
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

    private static void appendInstructions(StringBuilder set, Map<String, AttributeValue> values, CreationResult opening) {
        opening.instructions().ifPresent(instructions -> {
            set.append(", instructions = :instructions");
            values.put(":instructions", PaymentItem.instructions(instructions));
        });
    }

    /** @param decisive whether the reference is that of the attempt that paid, and stands above that of any other */
    private static void appendProviderReference(StringBuilder set, Map<String, AttributeValue> values, String provider,
            String reference, boolean decisive) {
        set.append(decisive
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

    /** Sorts what happened within one millisecond as it can only have happened: upwards. */
    private static String inOrder(PaymentStatus status) {
        return (10 + status.rank()) + "-" + status;
    }

    private TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table).item(item).build()).build();
    }
}
