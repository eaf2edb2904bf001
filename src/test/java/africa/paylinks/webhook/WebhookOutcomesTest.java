package africa.paylinks.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.Json;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the pipeline says, notes and leaves to do for each kind of webhook. */
@Tag("slow")
class WebhookOutcomesTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final FakeWebhookSource source = new FakeWebhookSource();
    private final List<RefundNotice> refundNotices = new ArrayList<>();
    private final List<String> secretsRead = new ArrayList<>();
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final DynamoWebhookInbox inbox = new DynamoWebhookInbox(TestTable.client(), TestTable.CONFIG);
    private final Secrets secrets = new Secrets((system, version) -> {
        secretsRead.add(system);
        return Optional.of(new SecretDocument(Json.object()));
    }, clock, Duration.ofMinutes(5));
    private final WebhookPipeline pipeline = new WebhookPipeline(inbox, payments, refundNotices::add, secrets,
            TestHttp.SHARED, clock, () -> Duration.ofSeconds(1), RecordedMetrics.checked());
    private final PaymentTerms terms = SamplePayments.terms();

    @Test
    void aProofIsAppliedWithoutConfirmation() {
        reserve();
        source.evidence = Evidence.PROOF;
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.APPLIED, Optional.empty()), reprocess());
        assertEquals(PaymentStatus.FAILED, status());
    }

    @Test
    void aWebhookWithoutMeaningIsIgnored() {
        source.meaning = Optional.empty();
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.IGNORED, Optional.empty()), reprocess());
        assertEquals("IGNORED", state());
    }

    @Test
    void aRefundWebhookIsStoredAndPassedOn() {
        reserve();
        RefundNotice notice = new RefundNotice(terms.id(), "ref_1");
        source.refund = Optional.of(notice);
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.QUEUED, Optional.empty()), reprocess());
        assertEquals("QUEUED", state());
        assertEquals(List.of(notice), refundNotices);
        assertEquals(PaymentStatus.CREATING, status());
    }

    @Test
    void aHintWithoutAPaymentIsParked() {
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.PARKED, Optional.empty()), reprocess());
        assertEquals("PARKED", state());
    }

    @Test
    void aConfirmedHintRecordsTheWebhookAndTheConfirmation() {
        reserve();
        StatusLookup.Known paid = new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.of(terms.amount()), Optional.empty(),
                Optional.empty(), Map.of("confirmed", "by-lookup"));
        source.providerStatus = paid;
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.APPLIED, Optional.of(paid)), reprocess());
        HistoryEntry line = payments.history(terms.id()).get(0);
        assertEquals(PaymentStatus.COMPLETED, line.to());
        assertEquals(Map.of("told", "by-webhook", "confirmed", "by-lookup"), line.detail());
        assertEquals(Optional.of("attempt-1"), payments.find(terms.id()).orElseThrow().providerReference());
    }

    @Test
    void aSettledHintThatIsRedeliveredCausesNoStatusCall() {
        reserve();
        source.providerStatus = new StatusLookup.NotPossible();
        reprocess();
        source.providerStatus = new StatusLookup.Unavailable("must not be asked");
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.APPLIED, Optional.empty()), reprocess());
    }

    @Test
    void aHintOfAProviderWithoutConfirmationIsApplied() {
        reserve();
        source.providerStatus = new StatusLookup.NotPossible();
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.APPLIED, Optional.empty()), reprocess());
        assertEquals(PaymentStatus.FAILED, status());
    }

    @Test
    void aHintOfAnotherProvidersPaymentIsAMismatch() {
        PaymentTerms foreign = new PaymentTerms(terms.id(), terms.merchant(), terms.orderId(), "fluid", terms.method(),
                terms.amount(), terms.customer(), terms.description(), terms.redirectUrl(), terms.metadata(), terms.createdAt(),
                terms.expiresAt());
        reserve(foreign);
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.MISMATCH, Optional.empty()), reprocess());
        assertEquals(PaymentStatus.CREATING, status());
    }

    @Test
    void aParkedHintWhosePaymentHasAppearedWaitsForItsConfirmationAgain() {
        reprocess();
        assertEquals("PARKED", state());
        reserve();
        assertEquals(new WebhookPipeline.WebhookOutcome(InboxState.RECEIVED, Optional.of(source.providerStatus)), reprocess());
        assertEquals("RECEIVED", state());
        assertTrue(TestTable.partition("WEBHOOK#flot#" + terms.id() + ":e").get(0).containsKey("dueAt"));
    }

    @Test
    void mismatchesAndUnknownPaymentsAreLoggedDifferentlyAndOtherOutcomesNotAtAll() {
        source.evidence = Evidence.PROOF;
        assertEquals(List.of("webhook-parked provider=flot"), logged(this::receive));
        reserve();
        assertEquals(List.of(), logged(this::receive));
        source.evidence = Evidence.HINT;
        PaymentTerms other = SamplePayments.terms();
        reserve(other);
        source.providerStatus = new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.of(new Money(1, "SLE")), Optional.empty(),
                Optional.empty(), Map.of());
        assertEquals(List.of("webhook-mismatch provider=flot payment=" + other.id()), logged(() -> receive(other)));
        assertEquals(List.of("webhook-mismatch provider=flot payment=" + other.id()), logged(() ->
                pipeline.reprocess(source, FakeWebhookSource.webhook(other.id()), Cause.WEBHOOK)));
        PaymentTerms third = SamplePayments.terms();
        reserve(third);
        source.providerStatus = new StatusLookup.Unavailable("is away");
        assertEquals(List.of("webhook-unconfirmed provider=flot payment=" + third.id()), logged(() -> receive(third)));
    }

    @Test
    void aFunctionThatConfirmsHintsIsWarmForStatusCallsAtStart() {
        source.evidence = Evidence.PROOF;
        assertFalse(opensAClient(() -> pipeline.prepare(source)));
        assertEquals(List.of("flot"), secretsRead);
        source.evidence = Evidence.HINT;
        assertTrue(opensAClient(() -> pipeline.prepare(source)));
    }

    private WebhookPipeline.WebhookOutcome reprocess() {
        return pipeline.reprocess(source, FakeWebhookSource.webhook(terms.id()), Cause.REPLAY);
    }

    private void receive() {
        receive(terms);
    }

    private void receive(PaymentTerms payment) {
        assertEquals(200, pipeline.receive(source, new ApiRequest("POST", "/webhooks/flot", Map.of(), Map.of(), Map.of(),
                FakeWebhookSource.webhook(payment.id()).body(), "api.example", Optional.empty())).status());
    }

    @Test
    void aSecondPaymentIsLogged() {
        reserve();
        payments.raise(new StatusEvent(terms.id(), "flot", PaymentStatus.COMPLETED, Cause.STATUS_CHECK, SamplePayments.NOW,
                Optional.of(terms.amount()), Optional.of("tx-1"), Optional.empty(), Map.of()));
        source.providerStatus = new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.of(terms.amount()), Optional.of("tx-2"),
                Optional.empty(), Map.of());
        assertEquals(List.of("webhook-paid-again provider=flot payment=" + terms.id()), logged(this::receive));
        assertEquals("PAID_AGAIN", state());
    }

    private void reserve() {
        reserve(terms);
    }

    private void reserve(PaymentTerms payment) {
        new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS)
                .reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()), new Fingerprint("f"), payment);
    }

    private PaymentStatus status() {
        return payments.find(terms.id()).orElseThrow().status();
    }

    private String state() {
        return TestTable.inboxState("flot", terms.id() + ":e");
    }

    /** Whether an HTTP client was built meanwhile: each has a thread of its own. */
    private static boolean opensAClient(Runnable work) {
        Set<Thread> before = clientThreads();
        work.run();
        Set<Thread> after = new HashSet<>(clientThreads());
        after.removeAll(before);
        return !after.isEmpty();
    }

    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }

    /** The lines that the pipeline logs meanwhile. */
    private static List<String> logged(Runnable work) {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(ExtLogRecord.wrap(line).getFormattedMessage());
            }

            @Override
            public void flush() {
                // Nothing is kept back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        Logger logger = Logger.getLogger(WebhookPipeline.class.getName());
        Level level = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
        }
        return lines;
    }
}
