package africa.paylinks.aws;

import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;
import static africa.paylinks.aws.PersonalText.ERASED;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.erasure.PersonalDataStore;
import africa.paylinks.erasure.ReasonIsPersonal;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.webhook.InboxState;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Erases personal data in DynamoDB: in a payment, its history, refunds, webhooks, events and stored answers. */
@Singleton
public final class DynamoPersonalDataStore implements PersonalDataStore {

    private static final String BY_PAYMENT = "by-provider-reference";
    private static final String ERASED_AT = WebhookItem.ERASED_AT;
    private static final String DETAIL = "detail";
    private static final String FAILURE = "failure";
    private static final String ANSWER = "answerBody";
    private static final int ATTEMPTS = 5;
    /** The ids of a deal's payments name the deal, as its stored webhooks do. */
    private static final Pattern OF_DEAL = Pattern.compile("kommo_([0-9]{1,16})_.*");
    /** The fields of stored answers that merchants or customers filled. */
    private static final List<String> PERSONAL_FIELDS =
            List.of("customer", "description", "redirectUrl", "bankAccount", "reason");

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final String table;

    public DynamoPersonalDataStore(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.table = config.table();
    }

    @Override
    public Outcome erase(String paymentId, Audit audit) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Stored stored = read(paymentId);
            if (stored.isInProgress()) {
                return Outcome.OPEN;
            }
            if (stored.personal.isIn(audit.reason())) {
                throw new ReasonIsPersonal();
            }
            int changes = stored.others.stream().mapToInt(item -> changeOther(stored, item)).sum()
                    + stored.webhooks.stream().mapToInt(item -> changeWebhook(item, audit)).sum()
                    + stored.events.stream().mapToInt(this::changeFailure).sum()
                    + stored.keys().mapToInt(this::changeAnswer).sum();
            if (changes == 0 && stored.payment.containsKey(ERASED_AT)) {
                return Outcome.ALREADY_ERASED;
            }
            if (changePayment(stored, audit)) {
                return Outcome.ERASED;
            }
        }
        throw new StoreUnavailable("A payment changes faster than it can be erased", null);
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
        return requiredText(item, Keys.SORT).startsWith(Keys.REFUND_PREFIX);
    }

    private Stored read(String paymentId) {
        Map<String, AttributeValue> key = Keys.payment(paymentId);
        List<Map<String, AttributeValue>> partition = partition(requiredText(key, Keys.PARTITION));
        Map<String, AttributeValue> payment = partition.stream().filter(item -> item.get(Keys.SORT).equals(key.get(Keys.SORT))).findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no payment " + paymentId));
        Payment read = PaymentItem.read(payment);
        return new Stored(payment, read, PersonalText.of(read), partition.stream().filter(item -> item != payment).toList(),
                webhooks(paymentId), partition(Keys.outboxPartition(paymentId)));
    }

    private List<Map<String, AttributeValue>> partition(String partition) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true).keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", text(partition))).build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream().toList());
    }

    private List<Map<String, AttributeValue>> webhooks(String paymentId) {
        Matcher deal = OF_DEAL.matcher(paymentId);
        Stream<String> references = deal.matches() ? Stream.of(paymentId, "lead " + deal.group(1)) : Stream.of(paymentId);
        return references.flatMap(reference -> {
            QueryRequest query = QueryRequest.builder().tableName(table).indexName(BY_PAYMENT).keyConditionExpression("providerKey = :payment")
                    .expressionAttributeValues(Map.of(":payment", text(WebhookItem.ofPayment(reference)))).build();
            return Transactions.call(() -> client.queryPaginator(query).items().stream().toList()).stream();
        }).flatMap(named -> item(keyOf(named)).stream()).toList();
    }

    private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item());
    }

    private static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        return Map.of(Keys.PARTITION, item.get(Keys.PARTITION), Keys.SORT, item.get(Keys.SORT));
    }

    private int changeOther(Stored stored, Map<String, AttributeValue> item) {
        int changes = isRefund(item) ? changeFailure(item) + removeReason(item) : 0;
        if (!item.containsKey(DETAIL)) {
            return changes;
        }
        Map<String, String> detail = texts(item, DETAIL);
        Map<String, String> after = new HashMap<>(detail);
        after.replaceAll((name, value) -> name.equals("message") || stored.personal.isIn(value) ? ERASED : value);
        return changes + (after.equals(detail) ? 0 : set(item, "SET #field = :value", DETAIL, texts(after)));
    }

    private int removeReason(Map<String, AttributeValue> refund) {
        return refund.containsKey("reason") ? set(refund, "SET #field = :value", "reason", null) : 0;
    }

    /** A failure's message comes from a provider, which may repeat what it was told of the customer. */
    private int changeFailure(Map<String, AttributeValue> item) {
        return hasMessage(item) ? set(item, "SET #field.message = :value", FAILURE, text(ERASED)) : 0;
    }

    private static boolean hasMessage(Map<String, AttributeValue> item) {
        return item.containsKey(FAILURE) && !requiredText(item.get(FAILURE).m(), "message").equals(ERASED);
    }

    /** @param value null to remove the field */
    private int set(Map<String, AttributeValue> item, String expression, String field, AttributeValue value) {
        boolean changed = Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(keyOf(item))
                .updateExpression(value == null ? "REMOVE #field" : expression)
                // Events expire; an expired one must not come back.
                .conditionExpression("attribute_exists(pk)")
                .expressionAttributeNames(Map.of("#field", field))
                .expressionAttributeValues(value == null ? null : Map.of(":value", value))));
        return changed ? 1 : 0;
    }

    /** The digest still recognizes a repetition, which would otherwise be stored as another webhook. */
    private int changeWebhook(Map<String, AttributeValue> webhook, Audit audit) {
        if (!webhook.containsKey(WebhookItem.BODY)) {
            return 0;
        }
        boolean changed = Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(keyOf(webhook))
                .updateExpression("SET bodySha256 = :digest, headers = :none, personalDataErasedAt = :at REMOVE #body")
                .conditionExpression("#state = :state")
                .expressionAttributeNames(Map.of("#body", WebhookItem.BODY, "#state", WebhookItem.STATE))
                .expressionAttributeValues(Map.of(":digest", text(Sha256.hex(webhook.get(WebhookItem.BODY).b().asByteArrayUnsafe())),
                        ":none", texts(Map.of()), ":at", time(audit.at()), ":state", webhook.get(WebhookItem.STATE)))));
        return changed ? 1 : 0;
    }

    private int changeAnswer(IdempotencyKey key) {
        Optional<Map<String, AttributeValue>> item = item(Keys.idempotency(key));
        Optional<String> before = item.flatMap(found -> text(found, ANSWER));
        Optional<String> after = before.map(DynamoPersonalDataStore::withoutPersonalFields);
        return after.isEmpty() || after.equals(before) ? 0 : set(item.orElseThrow(), "SET #field = :value", ANSWER, text(after.get()));
    }

    /** An answer that is no JSON object is not ours. */
    private static String withoutPersonalFields(String body) {
        return Json.readObject(body.getBytes(StandardCharsets.UTF_8)).map(answer -> {
            JsonObject erased = Json.copy(answer);
            for (String field : PERSONAL_FIELDS) {
                if (!answer.path(field).isMissing()) {
                    erased.put(field, Json.nullValue());
                }
            }
            if (!answer.path("detail").isMissing()) {
                erased.put("detail", ERASED);
            }
            if (answer.path("metadata").isObject()) {
                erased.putObject("metadata");
            }
            if (answer.path(FAILURE).isObject()) {
                erased.object(FAILURE).put("message", ERASED);
            }
            return Json.write(erased);
        }).orElse(ERASED);
    }

    private boolean changePayment(Stored stored, Audit audit) {
        Map<String, AttributeValue> payment = stored.payment;
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":none", texts(Map.of()), ":at", time(audit.at()),
                ":rank", payment.get("rank")));
        Map<String, String> names = new HashMap<>(Map.of("#rank", "rank", "#metadata", "metadata"));
        StringBuilder set = new StringBuilder("SET customer = :none, #metadata = :none, personalDataErasedAt = :at");
        List<String> remove = new ArrayList<>(List.of("description", "redirectUrl"));
        if (hasMessage(payment)) {
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
        TransactWriteItem update = TransactWriteItem.builder().update(Update.builder().tableName(table).key(keyOf(payment))
                .updateExpression(set + " REMOVE " + String.join(", ", remove))
                // A status that changed since brought new entries.
                .conditionExpression("#rank = :rank")
                .expressionAttributeNames(names).expressionAttributeValues(values).build()).build();
        return transactions.write(List.of(update, history(stored.read.id(), stored.read.status(), audit))).isEmpty();
    }

    private TransactWriteItem history(String paymentId, PaymentStatus unchanged, Audit audit) {
        return TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(Item.of(Keys.history(paymentId, audit.at(), "97-PERSONAL-DATA-ERASED"))
                        .put("at", time(audit.at()))
                        .put("unchanged", text(unchanged.name()))
                        .put("cause", text(Cause.PERSONAL_DATA_ERASED.wireName()))
                        .put(DETAIL, texts(Map.of("by", audit.by(), "reason", audit.reason()))).attributes()).build()).build();
    }
}
