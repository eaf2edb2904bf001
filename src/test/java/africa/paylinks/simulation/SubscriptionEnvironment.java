package africa.paylinks.simulation;

import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoOutageStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.DynamoSubscriptionStore;
import africa.paylinks.aws.DynamoWebhookArchive;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.notification.EventPublisher;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueBatch;
import africa.paylinks.queue.QueuedMessage;
import africa.paylinks.reconciliation.ChargeSubscriptionsFunction;
import africa.paylinks.reconciliation.PaymentReconciler;
import africa.paylinks.reconciliation.ReconcilePaymentsFunction;
import africa.paylinks.reconciliation.Reconciliation;
import africa.paylinks.reconciliation.RunSummary;
import africa.paylinks.reconciliation.Sleeper;
import africa.paylinks.reconciliation.SubscriptionReconciler;
import africa.paylinks.reconciliation.SubscriptionRun;
import africa.paylinks.reconciliation.WebhookReconciler;
import africa.paylinks.refund.RefundUpdates;
import africa.paylinks.refund.RefundWiring;
import africa.paylinks.routing.Routing;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.subscription.DebitPolicy;
import africa.paylinks.subscription.SubscriptionCharging;
import africa.paylinks.subscription.SubscriptionCommands;
import africa.paylinks.subscription.SubscriptionCreation;
import africa.paylinks.subscription.SubscriptionLookup;
import africa.paylinks.subscription.SubscriptionPayments;
import africa.paylinks.subscription.SubscriptionStore;
import africa.paylinks.subscription.SubscriptionUpdater;
import africa.paylinks.subscription.SubscriptionsFunction;
import africa.paylinks.subscription.UpdateSubscriptionsFunction;
import africa.paylinks.webhook.WebhookPipeline;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** One execution environment of all functions that take part in charging subscriptions, with a clock that may be wrong. */
final class SubscriptionEnvironment {

    private static final String QUEUE = "subscriptions";

    private final SubscriptionSystem system;
    private final SimulatedClock clock;
    private final SubscriptionsFunction api;
    private final ChargeSubscriptionsFunction charging;
    private final UpdateSubscriptionsFunction updating;
    private final ReconcilePaymentsFunction reconciliation;
    private final WebhookPipeline webhooks;
    private final EventPublisher publishing;

    SubscriptionEnvironment(SubscriptionSystem system, DynamoDbClient store, PaymentIds ids, PaymentIds subscriptionIds,
            ProviderRegistry providers, SubscriptionBus bus, long skew) {
        this.system = system;
        this.clock = new SimulatedClock(system, skew);
        DynamoPaymentStore payments = new DynamoPaymentStore(store, TestTable.CONFIG);
        SubscriptionStore subscriptions = new DynamoSubscriptionStore(store, TestTable.CONFIG, clock, ids);
        LinkCreation links = new LinkCreation(new DynamoIdempotencyStore(store, TestTable.CONFIG, clock, ids), payments, providers,
                new Routing(Optional::empty, providers), ids, clock, ExecutionEnvironment.LINKS, merchant -> Optional.empty(),
                RecordedMetrics.checked());
        DebitPolicy debits = new DebitPolicy(providers);
        SubscriptionUpdater updater = new SubscriptionUpdater(subscriptions, clock);
        SubscriptionCharging charges = new SubscriptionCharging(updater, links, payments, debits, clock);
        SubscriptionLookup lookup = new SubscriptionLookup(subscriptions, clock);
        SubscriptionCreation creation = new SubscriptionCreation(subscriptions, links, debits, providers, subscriptionIds, clock);
        api = new SubscriptionsFunction(creation, lookup, new SubscriptionCommands(lookup, updater, charges, creation, clock), charges);
        Sleeper sleeper = pause -> system.running().waitFor(pause.toMillis());
        DynamoDueIndex due = new DynamoDueIndex(store, TestTable.CONFIG);
        DynamoOutageStore outages = new DynamoOutageStore(store, TestTable.CONFIG);
        charging = new ChargeSubscriptionsFunction(new SubscriptionRun(due, new SubscriptionReconciler(charges), outages,
                ExecutionEnvironment::inTurn, sleeper, clock, ExecutionEnvironment.RECONCILIATION), charges);
        updating = new UpdateSubscriptionsFunction(new SubscriptionPayments(charges, new Redeliveries(), () -> Optional.of(QUEUE)));
        ProviderHttp http = new ProviderHttp(Duration.ofSeconds(1), Clock.systemUTC(), RecordedMetrics.checked());
        RefundUpdates refunds = RefundWiring.tracking(new DynamoRefundStore(store, TestTable.CONFIG, clock, ids), providers,
                ExecutionEnvironment.REFUNDS, clock);
        webhooks = new WebhookPipeline(new DynamoWebhookInbox(store, TestTable.CONFIG), payments, refunds,
                new Secrets(ExecutionEnvironment.NO_VAULT, clock, Duration.ofMinutes(5)), http, clock, () -> Duration.ofSeconds(1),
                RecordedMetrics.checked());
        StatusCheck statusCheck = new StatusCheck(payments, new DynamoReportedTransactions(store, TestTable.CONFIG), providers, clock,
                RecordedMetrics.checked());
        reconciliation = new ReconcilePaymentsFunction(new Reconciliation(due,
                List.of(new PaymentReconciler(payments, providers, statusCheck, clock, ExecutionEnvironment.RECONCILIATION,
                        RecordedMetrics.checked(), charges),
                        new WebhookReconciler(new DynamoWebhookArchive(store, TestTable.CONFIG), webhooks, providers, clock, RecordedMetrics.checked())),
                (shard, until, isOver) -> 0, outages, providers, ExecutionEnvironment::inTurn, sleeper, clock,
                ExecutionEnvironment.RECONCILIATION, RecordedMetrics.checked()));
        publishing = new EventPublisher(payments, new DynamoEventLog(store, TestTable.CONFIG), bus,
                record -> system.violated("A record of the outbox is said to be unreadable: " + record), RecordedMetrics.checked());
    }

    /** The queue of payment events: the system itself delivers a failed message again. */
    private final class Redeliveries implements MessageQueue {

        @Override
        public void send(String queue, List<String> bodies) {
            throw new UnsupportedOperationException("Nothing is sent here");
        }

        @Override
        public void sendLater(String queue, String body, Duration delay) {
            throw new UnsupportedOperationException("Nothing is sent here");
        }

        @Override
        public void redeliver(String queue, String receiptHandle, Duration delay) {
            system.outside("queue: redeliver", () -> receiptHandle, () -> receiptHandle);
        }
    }

    SimulatedClock clock() {
        return clock;
    }

    APIGatewayV2HTTPResponse call(APIGatewayV2HTTPEvent call) {
        return api.handle(call);
    }

    RunSummary charge() {
        return charging.charge(new ChargeSubscriptionsFunction.Invocation("aws.events"));
    }

    RunSummary reconcile() {
        return reconciliation.reconcile(new ReconcilePaymentsFunction.Occasion("aws.events"));
    }

    APIGatewayV2HTTPResponse webhook(ChargingProvider provider, APIGatewayV2HTTPEvent call) {
        return HttpAdapter.answer(call, request -> webhooks.receive(provider, request));
    }

    void publish(SimulatedStream stream) {
        stream.publish(system, publishing);
    }

    /** Consumes a message of the queue; returns whether it is done with. */
    boolean consume(String id, String body) {
        return updating.update(new QueueBatch(List.of(new QueuedMessage(id, id, body, Map.of())))).batchItemFailures().isEmpty();
    }
}
