package africa.paylinks.simulation;

import africa.paylinks.aws.DynamoBrandingStore;
import africa.paylinks.aws.DynamoDebitAttempts;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoOutageStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.DynamoWebhookArchive;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.checkout.BankLists;
import africa.paylinks.checkout.Checkout;
import africa.paylinks.checkout.CheckoutPageFunction;
import africa.paylinks.checkout.LogoAnswer;
import africa.paylinks.checkout.MerchantAnswer;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.link.CreatePaymentLinkFunction;
import africa.paylinks.link.LinkConfig;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.merchant.BrandingStore;
import africa.paylinks.merchant.Brandings;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.notification.EventPublisher;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.ReportedTransactions;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.reconciliation.PaymentReconciler;
import africa.paylinks.reconciliation.ProviderRefundReconciler;
import africa.paylinks.reconciliation.ReconcilePaymentsFunction;
import africa.paylinks.reconciliation.Reconciliation;
import africa.paylinks.reconciliation.ReconciliationConfig;
import africa.paylinks.reconciliation.RefundReconciler;
import africa.paylinks.reconciliation.RunSummary;
import africa.paylinks.reconciliation.TransactionReconciler;
import africa.paylinks.reconciliation.WebhookReconciler;
import africa.paylinks.refund.RefundConfig;
import africa.paylinks.refund.RefundPaymentFunction;
import africa.paylinks.refund.RefundStore;
import africa.paylinks.refund.RefundUpdates;
import africa.paylinks.refund.RefundWiring;
import africa.paylinks.routing.Routing;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.webhook.WebhookPipeline;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** One execution environment of the product's functions: the code as it is deployed, and a clock that may be wrong. */
final class ExecutionEnvironment {

    static final LinkConfig LINKS = new LinkConfig() {
        @Override
        public String stage() {
            return "prod";
        }

        @Override
        public Optional<URI> publicUrl() {
            return Optional.of(URI.create("https://api.example"));
        }

        @Override
        public Duration linkLife() {
            return Duration.ofHours(24);
        }
    };
    static final ReconciliationConfig RECONCILIATION = new ReconciliationConfig() {
        @Override
        public Duration time() {
            return Duration.ofSeconds(45);
        }

        /** Workers take turns here, and runs overlap all the same: none of them stays. */
        @Override
        public Duration poll() {
            return Duration.ZERO;
        }

        @Override
        public Duration faultPatience() {
            return Duration.ofDays(1);
        }

        @Override
        public int items() {
            return 1000;
        }

        @Override
        public int concurrency() {
            return 2;
        }

        @Override
        public Duration lease() {
            return Duration.ofMinutes(2);
        }

        @Override
        public Duration creationPatience() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration followUp() {
            return Duration.ofHours(12);
        }
    };
    static final RefundConfig REFUNDS = new RefundConfig() {
        @Override
        public Duration patience() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration firstCheck() {
            return Duration.ofMinutes(1);
        }
    };
    static final SecretVault NO_VAULT = (system, version) -> Optional.empty();

    private final SimulatedSystem system;
    private final PaymentStore payments;
    private final CreatePaymentLinkFunction creation;
    private final WebhookPipeline webhooks;
    private final RefundPaymentFunction refunding;
    private final EventPublisher publishing;
    private final StatusCheck statusCheck;
    private final CheckoutPageFunction pages;
    private final ReconcilePaymentsFunction reconciliation;
    private final SimulatedClock clock;

    ExecutionEnvironment(SimulatedSystem system, DynamoDbClient store, PaymentIds ids, ProviderRegistry providers, SimulatedBus bus,
            KeyProtocol rule, long skew) {
        this.system = system;
        this.clock = new SimulatedClock(system, skew);
        ProviderHttp http = new ProviderHttp(Duration.ofSeconds(1), Clock.systemUTC(), RecordedMetrics.checked());
        payments = new DynamoPaymentStore(store, TestTable.CONFIG);
        IdempotencyStore idempotency = rule.store(store, clock, ids);
        creation = new CreatePaymentLinkFunction(new LinkCreation(idempotency, payments, providers,
                new Routing(Optional::empty, providers), ids, clock, LINKS, merchant -> Optional.empty(), RecordedMetrics.checked()), http);
        RefundStore refunds = new DynamoRefundStore(store, TestTable.CONFIG, clock, ids);
        RefundUpdates tracking = RefundWiring.tracking(refunds, providers, REFUNDS, clock);
        refunding = RefundWiring.function(refunds, providers, ids, REFUNDS, http, clock);
        webhooks = new WebhookPipeline(new DynamoWebhookInbox(store, TestTable.CONFIG), payments,
                tracking, new Secrets(NO_VAULT, clock, Duration.ofMinutes(5)), http, clock, () -> Duration.ofSeconds(1), RecordedMetrics.checked());
        publishing = new EventPublisher(payments, new DynamoEventLog(store, TestTable.CONFIG), bus,
                record -> system.violated("A record of the outbox is said to be unreadable: " + record), RecordedMetrics.checked());
        ReportedTransactions attempts = new DynamoReportedTransactions(store, TestTable.CONFIG);
        statusCheck = new StatusCheck(payments, attempts, providers, clock, RecordedMetrics.checked());
        BrandingStore brandings = new DynamoBrandingStore(store, TestTable.CONFIG);
        pages = new CheckoutPageFunction(new Checkout(payments, attempts, new DynamoDebitAttempts(store, TestTable.CONFIG, () -> 1_000_000), providers,
                statusCheck, new BankLists(clock), new Brandings(brandings, clock), clock,
                LINKS::publicUrl), new LogoAnswer(brandings), new MerchantAnswer(brandings, LINKS::publicUrl));
        reconciliation = new ReconcilePaymentsFunction(new Reconciliation(new DynamoDueIndex(store, TestTable.CONFIG),
                List.of(new PaymentReconciler(payments, providers, statusCheck, clock, RECONCILIATION, RecordedMetrics.checked(), charge -> true), new RefundReconciler(tracking, clock),
                        new ProviderRefundReconciler(payments, RefundWiring.found(refunds, providers, REFUNDS, clock), () -> List.of(Duration.ofDays(1), Duration.ofDays(3)), clock),
                        new TransactionReconciler(payments, attempts, statusCheck, clock, RecordedMetrics.checked()),
                        new WebhookReconciler(new DynamoWebhookArchive(store, TestTable.CONFIG), webhooks, providers, clock, RecordedMetrics.checked())),
                (shard, until, isOver) -> 0, new DynamoOutageStore(store, TestTable.CONFIG), providers, ExecutionEnvironment::inTurn,
                pause -> system.running().waitFor(pause.toMillis()), clock, RECONCILIATION, RecordedMetrics.checked()));
    }

    SimulatedClock clock() {
        return clock;
    }

    APIGatewayV2HTTPResponse create(APIGatewayV2HTTPEvent call) {
        return creation.create(call);
    }

    APIGatewayV2HTTPResponse refund(APIGatewayV2HTTPEvent call) {
        return refunding.refund(call);
    }

    APIGatewayV2HTTPResponse webhook(SimulatedProvider provider, APIGatewayV2HTTPEvent call) {
        return HttpAdapter.answer(call, request -> webhooks.receive(provider, request));
    }

    /** A customer comes to a payment's page, from an attempt at its provider. */
    APIGatewayV2HTTPResponse openCheckout(String paymentId, String attempt) {
        return pages.serve(APIGatewayV2HTTPEvent.builder().withRawPath("/pay/" + paymentId)
                .withPathParameters(Map.of("id", paymentId)).withQueryStringParameters(Map.of("transaction_id", attempt))
                .withRawQueryString("transaction_id=" + attempt).withHeaders(Map.of())
                .withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder().withDomainName("api.example")
                        .withHttp(APIGatewayV2HTTPEvent.RequestContext.Http.builder().withMethod("GET").withPath("/pay/" + paymentId)
                                .build()).build())
                .withIsBase64Encoded(false).build());
    }

    void publish(SimulatedStream stream) {
        stream.publish(system, publishing);
    }

    /** Asks the provider how a payment stands, if there is such a payment. */
    void check(String paymentId) {
        payments.find(paymentId).ifPresent(payment -> statusCheck.check(payment, Optional.empty(), PaymentStore.StatusCheckCaller.MERCHANT));
    }

    RunSummary reconcile() {
        return reconciliation.reconcile(new ReconcilePaymentsFunction.Occasion("aws.events"));
    }

    /** Workers of one run take turns: what overlaps here are whole runs. */
    static void inTurn(List<Runnable> tasks) {
        tasks.forEach(Runnable::run);
    }
}
