package africa.paylinks.aws;

import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;
import static africa.paylinks.aws.PersonalText.ERASED;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.erasure.PersonalDataStore.Audit;
import africa.paylinks.erasure.PersonalDataStore.Outcome;
import africa.paylinks.erasure.ReasonIsPersonal;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.webhook.InboxState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Erases the personal data of a payment: in the payment, its history, refunds, webhooks, events and stored answers. */
final class PaymentErasure {

    private static final String BY_PAYMENT = "by-provider-reference";
    /** The ids of a deal's payments name the deal, as its stored webhooks do. */
    private static final Pattern OF_DEAL = Pattern.compile("kommo_([0-9]{1,16})_.*");

    private final ErasureWrites writes;

    PaymentErasure(ErasureWrites writes) {
        this.writes = writes;
    }

    /** Empty when the payment changed meanwhile. */
    Optional<Outcome> erase(String paymentId, Audit audit) {
        Stored stored = read(paymentId);
        if (stored.isInProgress()) {
            return Optional.of(Outcome.OPEN);
        }
        if (stored.personal.isIn(audit.reason())) {
            throw new ReasonIsPersonal();
        }
        int changes = stored.others.stream().mapToInt(item -> changeOther(stored, item)).sum()
                + stored.webhooks.stream().mapToInt(item -> changeWebhook(item, audit)).sum()
                + stored.events.stream().mapToInt(writes::changeFailure).sum()
                + stored.keys().mapToInt(key -> writes.changeAnswer(key, ErasedJson::answer)).sum();
        if (changes == 0 && stored.payment.containsKey(ErasureWrites.ERASED_AT)) {
            return Optional.of(Outcome.ALREADY_ERASED);
        }
        return Optional.of(Outcome.ERASED).filter(any -> changePayment(stored, audit));
    }

    /** Everything that is stored about a payment. */
    private record Stored(Map<String, AttributeValue> payment, Payment read, PersonalText personal,
            List<Map<String, AttributeValue>> others, List<Map<String, AttributeValue>> webhooks, List<Map<String, AttributeValue>> events) {

        boolean isInProgress() {
            return read.status().isOpen() || others.stream().anyMatch(Stored::isOpenRefund) || webhooks.stream().anyMatch(Stored::isDue);
        }

        private static boolean isOpenRefund(Map<String, AttributeValue> item) {
            return isRefund(item) && requiredText(item, "status").equals(RefundStatus.PENDING.name());
        }

        private static boolean isDue(Map<String, AttributeValue> webhook) {
            return List.of(InboxState.RECEIVED.name(), InboxState.PARKED.name()).contains(requiredText(webhook, WebhookItem.STATE));
        }

        /** The idempotency keys whose stored answers are about this payment. */
        Stream<IdempotencyKey> keys() {
            return Stream.concat(text(payment, LeaseWrites.ORIGIN).stream(), others.stream().flatMap(item -> text(item, LeaseWrites.ORIGIN).stream()))
                    .map(key -> new IdempotencyKey(read.terms().merchant(), key));
        }
    }

    private static boolean isRefund(Map<String, AttributeValue> item) {
        return ErasureWrites.isKind(item, Keys.REFUND_PREFIX);
    }

    private Stored read(String paymentId) {
        Map<String, AttributeValue> key = Keys.payment(paymentId);
        List<Map<String, AttributeValue>> partition = writes.partition(requiredText(key, Keys.PARTITION));
        Map<String, AttributeValue> payment = ErasureWrites.member(partition, key);
        Payment read = PaymentItem.read(payment);
        return new Stored(payment, read, PersonalText.of(read), partition.stream().filter(item -> item != payment).toList(),
                webhooks(paymentId), writes.partition(Keys.outboxPartition(paymentId)));
    }

    private List<Map<String, AttributeValue>> webhooks(String paymentId) {
        Matcher deal = OF_DEAL.matcher(paymentId);
        Stream<String> references = deal.matches() ? Stream.of(paymentId, "lead " + deal.group(1)) : Stream.of(paymentId);
        return references.flatMap(reference -> writes.index(BY_PAYMENT, "providerKey", WebhookItem.ofPayment(reference)).stream())
                .flatMap(named -> writes.item(ErasureWrites.keyOf(named)).stream()).toList();
    }

    private int changeOther(Stored stored, Map<String, AttributeValue> item) {
        return (isRefund(item) ? writes.changeFailure(item) + writes.remove(item, "reason") : 0) + writes.changeDetail(item, stored.personal);
    }

    /** The digest still recognizes a repetition, which would otherwise be stored as another webhook. */
    private int changeWebhook(Map<String, AttributeValue> webhook, Audit audit) {
        if (!webhook.containsKey(WebhookItem.BODY)) {
            return 0;
        }
        boolean changed = writes.update(Update.builder().key(ErasureWrites.keyOf(webhook))
                .updateExpression("SET bodySha256 = :digest, headers = :none, personalDataErasedAt = :at REMOVE #body")
                .conditionExpression("#state = :state")
                .expressionAttributeNames(Map.of("#body", WebhookItem.BODY, "#state", WebhookItem.STATE))
                .expressionAttributeValues(Map.of(":digest", text(Sha256.hex(webhook.get(WebhookItem.BODY).b().asByteArrayUnsafe())),
                        ":none", texts(Map.of()), ":at", time(audit.at()), ":state", webhook.get(WebhookItem.STATE))).build());
        return changed ? 1 : 0;
    }

    private boolean changePayment(Stored stored, Audit audit) {
        Map<String, AttributeValue> payment = stored.payment;
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":none", texts(Map.of()), ":at", time(audit.at()),
                ":rank", payment.get("rank")));
        Map<String, String> names = new HashMap<>(Map.of("#rank", "rank", "#metadata", "metadata"));
        StringBuilder set = new StringBuilder("SET customer = :none, #metadata = :none, personalDataErasedAt = :at");
        List<String> remove = new ArrayList<>(List.of("description", "redirectUrl"));
        if (ErasureWrites.hasMessage(payment)) {
            set.append(", failure.message = :erased");
            values.put(":erased", text(ERASED));
        }
        Map<String, AttributeValue> instructions = payment.containsKey("instructions") ? payment.get("instructions").m() : Map.of();
        if (instructions.containsKey("bankAccount")) {
            remove.add("instructions.bankAccount");
        }
        if (text(instructions, "link").filter(stored.personal::isIn).isPresent()) {
            set.append(", instructions.link = :erased");
            values.put(":erased", text(ERASED));
        }
        return writes.end(Update.builder().key(ErasureWrites.keyOf(payment))
                .updateExpression(set + " REMOVE " + String.join(", ", remove))
                // A status that changed since brought new entries.
                .conditionExpression("#rank = :rank")
                .expressionAttributeNames(names).expressionAttributeValues(values), history(stored.read.id(), stored.read.status(), audit));
    }

    private static Map<String, AttributeValue> history(String paymentId, PaymentStatus unchanged, Audit audit) {
        return Item.of(Keys.history(paymentId, audit.at(), "97-PERSONAL-DATA-ERASED"))
                .put("at", time(audit.at()))
                .put("unchanged", text(unchanged.name()))
                .put("cause", text(Cause.PERSONAL_DATA_ERASED.wireName()))
                .put("detail", texts(Map.of("by", audit.by(), "reason", audit.reason()))).attributes();
    }
}
