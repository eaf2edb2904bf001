package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookInbox;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The webhook inbox in DynamoDB: an event is stored once, and its state is written in the same transaction as its effect. */
@Singleton
public final class DynamoWebhookInbox implements WebhookInbox {

    private static final String WAITING = "#state IN (:received, :parked, :unmatched, :unconfirmed)";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final StatusWrites writes;
    private final StoreConfig config;

    public DynamoWebhookInbox(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.writes = new StatusWrites(config.table());
        this.config = config;
    }

    @Override
    public InboxState apply(StoredWebhook webhook, StatusEvent event) {
        return write(webhook, event, Known.NOT_YET);
    }

    @Override
    public InboxState settle(StoredWebhook webhook, StatusEvent confirmed) {
        return write(webhook, confirmed, Known.STORED);
    }

    /** What is known about an event before it is written. */
    private enum Known {
        /** Nothing; it may be in the inbox already. */
        NOT_YET,
        /** It is in the inbox. */
        STORED
    }

    private InboxState write(StoredWebhook webhook, StatusEvent event, Known known) {
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(outcome(webhook, known, InboxState.APPLIED));
        items.addAll(writes.raise(event));
        Optional<Transactions.Refusal> refusal = transactions.write(items);
        if (refusal.isEmpty()) {
            return InboxState.APPLIED;
        }
        if (refusal.get().by(0)) {
            return resolveExisting(webhook, event, known, refusal.get());
        }
        return close(webhook, event, known, refusal.get().existing(1));
    }

    /**
     * The event is stored already: settled events stay settled, waiting ones are settled now, and other bytes are another
     * event.
     */
    private InboxState resolveExisting(StoredWebhook webhook, StatusEvent event, Known known, Transactions.Refusal refusal) {
        Map<String, AttributeValue> before = refusal.existing(0)
                .orElseThrow(() -> new IllegalStateException("A stored webhook is missing"));
        if (known == Known.NOT_YET && !hasSameBody(webhook, before)) {
            return write(webhook.withOwnKey(), event, Known.NOT_YET);
        }
        InboxState state = state(before);
        return known != Known.NOT_YET || !state.isWaiting() ? state : write(webhook, event, Known.STORED);
    }

    /**
     * The payment refused the event: records this in the inbox, and in the payment's history if the event contradicts the
     * payment or reports further money.
     */
    private InboxState close(StoredWebhook webhook, StatusEvent event, Known known, Optional<Map<String, AttributeValue>> existing) {
        Optional<Payment> payment = existing.map(PaymentItem::read);
        InboxState state = switch (DynamoPaymentStore.refusalReason(existing, event)) {
            case MISMATCH -> InboxState.MISMATCH;
            case UNKNOWN_PAYMENT -> InboxState.PARKED;
            case PAID_AGAIN -> InboxState.PAID_AGAIN;
            default -> InboxState.STALE;
        };
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(outcome(webhook, known, state));
        if (state == InboxState.MISMATCH) {
            items.add(writes.mismatch(event, payment.orElseThrow()));
        } else if (state == InboxState.PAID_AGAIN) {
            items.add(writes.paidAgain(event, payment.orElseThrow()));
        }
        Optional<Transactions.Refusal> refusal = transactions.write(items);
        if (state == InboxState.PAID_AGAIN && refusal.filter(by -> !by.by(0)).isPresent()) {
            // The history has this money already, from another source.
            refusal = transactions.write(items.subList(0, 1));
        }
        return refusal.filter(by -> by.existing(0).isPresent()).map(by -> resolveExisting(webhook, event, known, by)).orElse(state);
    }

    private static boolean hasSameBody(StoredWebhook webhook, Map<String, AttributeValue> stored) {
        return stored.containsKey(WebhookItem.BODY)
                ? Arrays.equals(webhook.body(), stored.get(WebhookItem.BODY).b().asByteArrayUnsafe())
                : Sha256.hex(webhook.body()).equals(Item.requiredText(stored, WebhookItem.BODY_DIGEST));
    }

    private TransactWriteItem outcome(StoredWebhook webhook, Known known, InboxState state) {
        return known == Known.NOT_YET ? arrived(webhook, state) : settled(webhook, state);
    }

    @Override
    public Received receive(StoredWebhook webhook) {
        try {
            Transactions.run(() -> client.putItem(request -> request.tableName(config.table())
                    .item(item(webhook, InboxState.RECEIVED)).conditionExpression("attribute_not_exists(pk)")
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
            return new Received(webhook, InboxState.RECEIVED);
        } catch (ConditionalCheckFailedException before) {
            return hasSameBody(webhook, before.item())
                    ? new Received(webhook, state(before.item()))
                    : receive(webhook.withOwnKey());
        }
    }

    @Override
    public void park(StoredWebhook webhook) {
        transactions.write(List.of(settled(webhook, InboxState.PARKED)));
    }

    @Override
    public void ignore(StoredWebhook webhook) {
        if (transactions.write(List.of(arrived(webhook, InboxState.IGNORED))).isPresent()) {
            transactions.write(List.of(settled(webhook, InboxState.IGNORED)));
        }
    }

    @Override
    public void queued(StoredWebhook webhook) {
        boolean hasOtherState = transactions.write(List.of(arrived(webhook, InboxState.QUEUED))).flatMap(refusal -> refusal.existing(0))
                .filter(before -> state(before) != InboxState.QUEUED).isPresent();
        if (hasOtherState) {
            transactions.write(List.of(settled(webhook, InboxState.QUEUED)));
        }
    }

    @Override
    public void awaitConfirmation(StoredWebhook webhook) {
        // If it no longer waits, another process has confirmed it.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(config.table())
                .key(Keys.webhook(webhook.provider(), webhook.key()))
                .updateExpression("SET #state = :received, dueShard = :shard, dueAt = if_not_exists(dueAt, :at)")
                .conditionExpression(WAITING)
                .expressionAttributeNames(Map.of("#state", WebhookItem.STATE))
                .expressionAttributeValues(withWaitingStates(Map.of(":shard", WebhookItem.dueShard(webhook),
                        ":at", WebhookItem.dueAt(webhook.receivedAt()))))));
    }

    private TransactWriteItem arrived(StoredWebhook webhook, InboxState state) {
        return TransactWriteItem.builder().put(Put.builder().tableName(config.table()).item(item(webhook, state))
                .conditionExpression("attribute_not_exists(pk)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    private TransactWriteItem settled(StoredWebhook webhook, InboxState state) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":state", text(state.name())));
        values.put(":reference", text(webhook.reference()));
        values.put(":ofPayment", text(WebhookItem.ofPayment(webhook.reference())));
        // Its payment may have been found since it was stored.
        String expression = "SET #state = :state, #reference = :reference, providerKey = :ofPayment REMOVE dueShard, dueAt";
        if (state.isWaiting()) {
            expression = "SET #state = :state, #reference = :reference, providerKey = :ofPayment, dueShard = :shard, dueAt = if_not_exists(dueAt, :at)";
            values.put(":shard", WebhookItem.dueShard(webhook));
            values.put(":at", WebhookItem.dueAt(webhook.receivedAt()));
        }
        return TransactWriteItem.builder().update(Update.builder().tableName(config.table())
                .key(Keys.webhook(webhook.provider(), webhook.key()))
                .updateExpression(expression)
                .conditionExpression(WAITING)
                .expressionAttributeNames(Map.of("#state", WebhookItem.STATE, "#reference", WebhookItem.REFERENCE))
                .expressionAttributeValues(withWaitingStates(values))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    private static Map<String, AttributeValue> withWaitingStates(Map<String, AttributeValue> values) {
        Map<String, AttributeValue> all = new HashMap<>(values);
        all.put(":received", text(InboxState.RECEIVED.name()));
        all.put(":parked", text(InboxState.PARKED.name()));
        all.put(":unmatched", text(InboxState.UNMATCHED.name()));
        all.put(":unconfirmed", text(InboxState.UNCONFIRMED.name()));
        return all;
    }

    private Map<String, AttributeValue> item(StoredWebhook webhook, InboxState state) {
        return WebhookItem.of(webhook, state, config.webhook().life());
    }

    private static InboxState state(Map<String, AttributeValue> item) {
        return InboxState.valueOf(Item.requiredText(item, WebhookItem.STATE));
    }
}
