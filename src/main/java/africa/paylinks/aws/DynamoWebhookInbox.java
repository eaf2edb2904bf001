package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;

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

/** The webhook inbox in DynamoDB: an event is put once, and what becomes of it is written with its effect or not at all. */
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
    public InboxState apply(StoredWebhook webhook, StatusEvent news) {
        return write(webhook, news, Known.NOT_YET);
    }

    @Override
    public InboxState settle(StoredWebhook webhook, StatusEvent confirmed) {
        return write(webhook, confirmed, Known.STORED);
    }

    /** What is known of an event before it is written. */
    private enum Known {
        /** Nothing; it may be in the inbox already. */
        NOT_YET,
        /** It is in the inbox. */
        STORED
    }

    private InboxState write(StoredWebhook webhook, StatusEvent news, Known known) {
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(outcome(webhook, known, InboxState.APPLIED));
        items.addAll(writes.raise(news));
        Optional<Transactions.Refusal> refusal = transactions.write(items);
        if (refusal.isEmpty()) {
            return InboxState.APPLIED;
        }
        if (refusal.get().by(0)) {
            return standing(webhook, news, known, refusal.get());
        }
        return close(webhook, news, known, refusal.get().standing(1));
    }

    /** The event was there before: what is settled stays so, what waits is settled now, and other bytes are another event. */
    private InboxState standing(StoredWebhook webhook, StatusEvent news, Known known, Transactions.Refusal refusal) {
        Map<String, AttributeValue> before = refusal.standing(0)
                .orElseThrow(() -> new IllegalStateException("A stored webhook is missing"));
        if (known == Known.NOT_YET && !isOf(webhook, before)) {
            return write(webhook.withOwnKey(), news, Known.NOT_YET);
        }
        InboxState state = state(before);
        return known != Known.NOT_YET || !state.isWaiting() ? state : write(webhook, news, Known.STORED);
    }

    /**
     * The payment refused the news: says so in the inbox, and in the payment's history if the news contradicts it or tells of
     * money that came a second time.
     */
    private InboxState close(StoredWebhook webhook, StatusEvent news, Known known, Optional<Map<String, AttributeValue>> standing) {
        Optional<Payment> payment = standing.map(PaymentItem::read);
        InboxState state = switch (DynamoPaymentStore.refusalReason(standing, news)) {
            case MISMATCH -> InboxState.MISMATCH;
            case UNKNOWN_PAYMENT -> InboxState.PARKED;
            case PAID_AGAIN -> InboxState.PAID_AGAIN;
            default -> InboxState.STALE;
        };
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(outcome(webhook, known, state));
        if (state == InboxState.MISMATCH) {
            items.add(writes.mismatch(news, payment.orElseThrow()));
        } else if (state == InboxState.PAID_AGAIN) {
            items.add(writes.paidAgain(news, payment.orElseThrow()));
        }
        Optional<Transactions.Refusal> refusal = transactions.write(items);
        if (state == InboxState.PAID_AGAIN && refusal.filter(by -> !by.by(0)).isPresent()) {
            // The history tells of that money already, by what came another way.
            refusal = transactions.write(items.subList(0, 1));
        }
        return refusal.filter(by -> by.standing(0).isPresent()).map(by -> standing(webhook, news, known, by)).orElse(state);
    }

    private static boolean isOf(StoredWebhook webhook, Map<String, AttributeValue> stored) {
        return Arrays.equals(webhook.body(), stored.get(WebhookItem.BODY).b().asByteArrayUnsafe());
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
            return isOf(webhook, before.item())
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
        transactions.write(List.of(arrived(webhook, InboxState.QUEUED)));
    }

    @Override
    public void awaitConfirmation(StoredWebhook webhook) {
        // If it does not wait any more, somebody else could have it confirmed.
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(config.table())
                .key(Keys.webhook(webhook.provider(), webhook.key()))
                .updateExpression("SET #state = :received, dueShard = :shard, dueAt = if_not_exists(dueAt, :at)")
                .conditionExpression(WAITING)
                .expressionAttributeNames(Map.of("#state", WebhookItem.STATE))
                .expressionAttributeValues(waiting(Map.of(":shard", WebhookItem.dueShard(webhook),
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
        // To which payment it belongs may have been found out since it was stored.
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
                .expressionAttributeValues(waiting(values))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()).build();
    }

    private static Map<String, AttributeValue> waiting(Map<String, AttributeValue> values) {
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
