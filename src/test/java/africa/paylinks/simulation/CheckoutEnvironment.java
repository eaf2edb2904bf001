package africa.paylinks.simulation;

import africa.paylinks.aws.DynamoBrandingStore;
import africa.paylinks.aws.DynamoDebitAttempts;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoOutageStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.DynamoReusableLinkStore;
import africa.paylinks.aws.DynamoWebhookArchive;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.checkout.BankLists;
import africa.paylinks.checkout.Checkout;
import africa.paylinks.checkout.CheckoutPageFunction;
import africa.paylinks.checkout.LogoAnswer;
import africa.paylinks.checkout.MerchantAnswer;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.link.CreatePaymentLinkFunction;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.merchant.BrandingStore;
import africa.paylinks.merchant.Brandings;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.ReportedTransactions;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.reconciliation.PaymentReconciler;
import africa.paylinks.reconciliation.ReconcilePaymentsFunction;
import africa.paylinks.reconciliation.Reconciliation;
import africa.paylinks.reconciliation.RunSummary;
import africa.paylinks.reconciliation.TransactionReconciler;
import africa.paylinks.reconciliation.WebhookReconciler;
import africa.paylinks.refund.RefundUpdates;
import africa.paylinks.refund.RefundWiring;
import africa.paylinks.reusablelink.LinkOrder;
import africa.paylinks.reusablelink.LinkPaymentService;
import africa.paylinks.reusablelink.LinkSettlement;
import africa.paylinks.reusablelink.LinkStatus;
import africa.paylinks.reusablelink.ReusableLinkService;
import africa.paylinks.reusablelink.ReusableLinkStore;
import africa.paylinks.reusablelink.ReusableLinksFunction;
import africa.paylinks.routing.Routing;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.webhook.WebhookPipeline;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** One execution environment of the functions around our own pages, with a clock that may be wrong. */
final class CheckoutEnvironment {

    private final SimulatedClock clock;
    private final CreatePaymentLinkFunction creation;
    private final CheckoutPageFunction pages;
    private final WebhookPipeline webhooks;
    private final ReconcilePaymentsFunction reconciliation;
    private final ReusableLinksFunction reusableLinks;
    private final LinkPaymentService linkPayments;
    private final LinkSettlement settlement;

    /**
     * @param perNumber   how often a phone number may be debited within an hour
     * @param paymentLife how long a customer of a reusable link has
     */
    CheckoutEnvironment(FaultySystem system, DynamoDbClient store, PaymentIds ids, ProviderRegistry providers, int perNumber, Duration paymentLife,
            long skew) {
        this.clock = new SimulatedClock(system, skew);
        ProviderHttp http = new ProviderHttp(Duration.ofSeconds(1), Clock.systemUTC(), RecordedMetrics.checked());
        PaymentStore payments = new DynamoPaymentStore(store, TestTable.CONFIG);
        LinkCreation links = new LinkCreation(new DynamoIdempotencyStore(store, TestTable.CONFIG, clock, ids), payments, providers,
                new Routing(Optional::empty, providers), ids, clock, ExecutionEnvironment.LINKS, merchant -> Optional.empty(), RecordedMetrics.checked());
        creation = new CreatePaymentLinkFunction(links, http);
        ReusableLinkStore reusable = new DynamoReusableLinkStore(store, TestTable.CONFIG, clock, ids);
        settlement = new LinkSettlement(reusable, payments, clock);
        linkPayments = new LinkPaymentService(reusable, settlement, payments, links, providers, link -> Optional.empty(), () -> paymentLife, clock);
        reusableLinks = new ReusableLinksFunction(new ReusableLinkService(reusable, payments, links, providers, ids, clock, ExecutionEnvironment.LINKS));
        RefundUpdates refunds = RefundWiring.tracking(new DynamoRefundStore(store, TestTable.CONFIG, clock, ids), providers, ExecutionEnvironment.REFUNDS,
                clock);
        webhooks = new WebhookPipeline(new DynamoWebhookInbox(store, TestTable.CONFIG), payments, refunds,
                new Secrets(ExecutionEnvironment.NO_VAULT, clock, Duration.ofMinutes(5)), http, clock, () -> Duration.ofSeconds(1),
                RecordedMetrics.checked());
        ReportedTransactions attempts = new DynamoReportedTransactions(store, TestTable.CONFIG);
        StatusCheck statusCheck = new StatusCheck(payments, attempts, providers, clock, RecordedMetrics.checked());
        BrandingStore brandings = new DynamoBrandingStore(store, TestTable.CONFIG);
        pages = new CheckoutPageFunction(new Checkout(payments, attempts, new DynamoDebitAttempts(store, TestTable.CONFIG, () -> perNumber), providers,
                statusCheck, new BankLists(clock), new Brandings(brandings, clock), clock, ExecutionEnvironment.LINKS::publicUrl),
                new LogoAnswer(brandings), new MerchantAnswer(brandings, ExecutionEnvironment.LINKS::publicUrl));
        reconciliation = new ReconcilePaymentsFunction(new Reconciliation(new DynamoDueIndex(store, TestTable.CONFIG),
                List.of(new PaymentReconciler(payments, providers, statusCheck, clock, ExecutionEnvironment.RECONCILIATION, RecordedMetrics.checked(),
                                charge -> true),
                        new TransactionReconciler(payments, attempts, statusCheck, clock, RecordedMetrics.checked()),
                        new WebhookReconciler(new DynamoWebhookArchive(store, TestTable.CONFIG), webhooks, providers, clock, RecordedMetrics.checked())),
                (shard, until, isOver) -> 0, new DynamoOutageStore(store, TestTable.CONFIG), providers, ExecutionEnvironment::inTurn,
                pause -> system.running().waitFor(pause.toMillis()), clock, ExecutionEnvironment.RECONCILIATION, RecordedMetrics.checked()));
    }

    SimulatedClock clock() {
        return clock;
    }

    APIGatewayV2HTTPResponse create(APIGatewayV2HTTPEvent call) {
        return creation.create(call);
    }

    /** A customer opens a payment's page, or reloads it. */
    APIGatewayV2HTTPResponse open(String paymentId) {
        return pages.serve(call("GET", paymentId, Map.of(), ""));
    }

    /** A customer sends the form of a payment's page, perhaps to correct the number. */
    APIGatewayV2HTTPResponse submit(String paymentId, String phone, boolean correcting) {
        return pages.serve(call("POST", paymentId, correcting ? Map.of("debit", "correcting") : Map.of(),
                "phone=" + URLEncoder.encode(phone, StandardCharsets.UTF_8)));
    }

    private static APIGatewayV2HTTPEvent call(String method, String paymentId, Map<String, String> query, String body) {
        String path = "/pay/" + paymentId;
        return APIGatewayV2HTTPEvent.builder().withRawPath(path).withPathParameters(Map.of("id", paymentId)).withQueryStringParameters(query)
                .withHeaders(Map.of()).withBody(Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8))).withIsBase64Encoded(true)
                .withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder().withDomainName("api.example")
                        .withHttp(APIGatewayV2HTTPEvent.RequestContext.Http.builder().withMethod(method).withPath(path).build()).build())
                .build();
    }

    APIGatewayV2HTTPResponse webhook(WebhookSource source, Map<String, String> headers, byte[] body) {
        return HttpAdapter.answer(APIGatewayV2HTTPEvent.builder().withRawPath("/webhooks").withHeaders(headers)
                .withBody(Base64.getEncoder().encodeToString(body)).withIsBase64Encoded(true).build(), request -> webhooks.receive(source, request));
    }

    /** A merchant's call about reusable links. */
    APIGatewayV2HTTPResponse reusableLinks(APIGatewayV2HTTPEvent call) {
        return reusableLinks.handle(call);
    }

    /** A customer opens the page of a reusable link. */
    LinkStatus openLink(String linkId) {
        return linkPayments.status(linkPayments.find(linkId).orElseThrow());
    }

    /** A customer sends the form of a reusable link's page. */
    LinkPaymentService.Outcome pay(String linkId, String token, LinkOrder order) {
        return linkPayments.pay(linkPayments.find(linkId).orElseThrow(), token, order, "api.example");
    }

    /** The stream tells of a payment. */
    void settle(String paymentId) {
        settlement.settle(paymentId);
    }

    RunSummary reconcile() {
        return reconciliation.reconcile(new ReconcilePaymentsFunction.Occasion("aws.events"));
    }
}
