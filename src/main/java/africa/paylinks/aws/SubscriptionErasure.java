package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;
import static africa.paylinks.aws.PersonalText.ERASED;

import africa.paylinks.erasure.PersonalDataStore.Audit;
import africa.paylinks.erasure.PersonalDataStore.Outcome;
import africa.paylinks.erasure.ReasonIsPersonal;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.subscription.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Erases the personal data of a subscription: in the subscription, its periods, history, events and stored answer. */
final class SubscriptionErasure {

    private static final String ATTEMPTS = "attempts";
    private static final String FAILURE = "failure";

    private final ErasureWrites writes;

    SubscriptionErasure(ErasureWrites writes) {
        this.writes = writes;
    }

    /** Empty when the subscription changed meanwhile. */
    Optional<Outcome> erase(String subscriptionId, Audit audit) {
        Map<String, AttributeValue> key = Keys.subscription(subscriptionId);
        List<Map<String, AttributeValue>> partition = writes.partition(requiredText(key, Keys.PARTITION));
        Map<String, AttributeValue> item = ErasureWrites.member(partition, key);
        Subscription subscription = SubscriptionItem.read(item);
        List<Map<String, AttributeValue>> periods = partition.stream().filter(part -> ErasureWrites.isKind(part, Keys.PERIOD_PREFIX)).toList();
        if (!subscription.status().isEnded() || periods.stream().anyMatch(period -> PeriodItem.read(period).live().isPresent())) {
            return Optional.of(Outcome.OPEN);
        }
        PersonalText personal = PersonalText.of(subscription.terms().customer());
        if (personal.isIn(audit.reason())) {
            throw new ReasonIsPersonal();
        }
        List<Map<String, AttributeValue>> events = partition.stream().filter(part -> ErasureWrites.isKind(part, Keys.HISTORY_PREFIX)).toList();
        int changes = events.stream().mapToInt(event -> changeEvent(event, personal)).sum()
                + writes.partition(Keys.outboxPartition(subscriptionId)).stream().mapToInt(event -> changeEvent(event, personal)).sum()
                + periods.stream().mapToInt(period -> writes.replace(period, ATTEMPTS, attempts(period, personal))).sum()
                + partition.stream().filter(part -> ErasureWrites.isKind(part, Keys.DELIVERY_PREFIX))
                        .mapToInt(delivery -> writes.changeDetail(delivery, personal)).sum()
                + events.stream().flatMap(event -> text(event, LeaseWrites.ORIGIN).stream())
                        .mapToInt(origin -> writes.changeAnswer(new IdempotencyKey(subscription.terms().merchant(), origin), ErasedJson::answer)).sum();
        if (changes == 0 && item.containsKey(ErasureWrites.ERASED_AT)) {
            return Optional.of(Outcome.ALREADY_ERASED);
        }
        return Optional.of(Outcome.ERASED).filter(any -> change(item, audit));
    }

    private int changeEvent(Map<String, AttributeValue> event, PersonalText personal) {
        return writes.changeText(event, "data", data -> ErasedJson.subscriptionEvent(data, personal));
    }

    /** The attempts without their failures' messages, which come from providers. */
    private static AttributeValue attempts(Map<String, AttributeValue> period, PersonalText personal) {
        return AttributeValue.fromL(period.get(ATTEMPTS).l().stream().map(attempt -> {
            Map<String, AttributeValue> erased = new HashMap<>(attempt.m());
            if (erased.containsKey(FAILURE)) {
                Map<String, AttributeValue> failure = new HashMap<>(erased.get(FAILURE).m());
                failure.put("message", text(ERASED));
                erased.put(FAILURE, AttributeValue.fromM(failure));
            }
            erased.computeIfPresent("link", (name, link) -> personal.isIn(link.s()) ? text(ERASED) : link);
            return AttributeValue.fromM(erased);
        }).toList());
    }

    private boolean change(Map<String, AttributeValue> item, Audit audit) {
        return writes.end(Update.builder().key(ErasureWrites.keyOf(item))
                .updateExpression("SET customer = :none, #metadata = :none, #erasedAt = :at, #version = :next REMOVE #description, #byCustomer")
                // The next version makes a concurrent change read the subscription again, and not restore what it had read.
                .conditionExpression("#version = :seen")
                .expressionAttributeNames(Map.of("#metadata", "metadata", "#erasedAt", ErasureWrites.ERASED_AT, "#version", SubscriptionItem.VERSION,
                        "#description", "description", "#byCustomer", PaymentItem.MERCHANT_ORDER))
                .expressionAttributeValues(Map.of(":none", texts(Map.of()), ":at", time(audit.at()), ":seen", item.get(SubscriptionItem.VERSION),
                        ":next", number(number(item, SubscriptionItem.VERSION) + 1))),
                ErasureWrites.auditTrail(item, audit));
    }
}
