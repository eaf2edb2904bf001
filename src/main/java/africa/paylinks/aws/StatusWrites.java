package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentOpening;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        event.providerReference().ifPresent(reference -> appendProviderReference(set, values, event.provider(), reference,
                event.status().isPaid()));
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
                outbox(event.paymentId(), event.at(), event.status(), event.providerReference(), event.failure()));
    }

    /** Ends a payment's creation; refused unless it is still being created. */
    List<TransactWriteItem> open(PaymentOpening opening) {
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
            set.append(" REMOVE dueShard, dueAt");
        }
        values.put(":creating", number(PaymentStatus.CREATING.rank()));
        return List.of(update(opening.paymentId(), set.toString(), "attribute_exists(pk) AND #rank = :creating", values),
                history(opening.paymentId(), opening.at(), opening.status(), StatusEvent.Cause.CREATION.wireName(),
                        opening.failure().map(failure -> Map.of("failure", failure.code())).orElse(Map.of())),
                outbox(opening.paymentId(), opening.at(), opening.status(), opening.providerReference(), opening.failure()));
    }

    /** Adds to a payment that news has raised already what its creation came to know; its status stays. */
    TransactWriteItem complement(PaymentOpening opening) {
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

    /** A history line about news that changed nothing. */
    TransactWriteItem remark(StatusEvent event, PaymentStatus unchanged, String discriminator, Map<String, String> detail) {
        return put(Item.of(Keys.history(event.paymentId(), event.at(), discriminator))
                .put("at", time(event.at()))
                .put("unchanged", text(unchanged.name()))
                .put("cause", text(event.cause().wireName()))
                .put("detail", texts(detail)).attributes());
    }

    private static StringBuilder raising(PaymentStatus status, Instant at, Map<String, AttributeValue> values) {
        values.put(":status", text(status.name()));
        values.put(":rank", number(status.rank()));
        values.put(":at", time(at));
        return new StringBuilder("SET #status = :status, #rank = :rank, updatedAt = :at, reached.#reached = :at");
    }

    private static void appendInstructions(StringBuilder set, Map<String, AttributeValue> values, PaymentOpening opening) {
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
        return put(Item.of(Keys.history(paymentId, at, inOrder(to)))
                .put("at", time(at))
                .put("to", text(to.name()))
                .put("cause", text(cause))
                .put("detail", texts(detail)).attributes());
    }

    private TransactWriteItem outbox(String paymentId, Instant at, PaymentStatus to, Optional<String> providerReference,
            Optional<Failure> failure) {
        return put(Item.of(Keys.outbox(paymentId, at, inOrder(to)))
                .put("paymentId", text(paymentId))
                .put("type", text("payment." + (to == PaymentStatus.PENDING ? "created" : to.name().toLowerCase(Locale.ROOT))))
                .put("status", text(to.name()))
                .put("at", time(at))
                .put("providerReference", providerReference.map(Item::text))
                .put("failure", failure.map(PaymentItem::failure))
                .put("ttl", number(at.plus(OUTBOX_LIFE).getEpochSecond())).attributes());
    }

    /** Sorts what happened within one millisecond as it can only have happened: upwards. */
    private static String inOrder(PaymentStatus status) {
        return (10 + status.rank()) + "-" + status;
    }

    private TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table).item(item).build()).build();
    }
}
