package africa.paylinks.webhook;

import static africa.paylinks.webhook.FlotCalls.base64;
import static africa.paylinks.webhook.FlotCalls.webhook;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flot.FlotConfig.Dialect;
import africa.paylinks.flot.FlotFixture;
import africa.paylinks.flot.FlotProvider;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueUnavailable;
import africa.paylinks.queue.QueuedMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Some providers call once: what cannot be processed now is kept in a queue, and processed from there. */
@Tag("slow")
class BufferedWebhooksTest {

    private static final ProviderHttp HTTP = TestHttp.SHARED;
    private static final String BUFFER = "https://queues.example/buffer";

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final FlotFixture fixture = new FlotFixture(clock);
    private final FlotProvider proving = fixture.provider(Dialect.DEVELOPERS_PAGE);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final Buffer buffer = new Buffer();
    private final RecordedMetrics metrics = new RecordedMetrics(clock);
    private final WebhookPipeline pipeline = pipeline(TestTable.client());
    private final WebhookPipeline withoutTable = pipeline(TestTable.unreachable());

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aWebhookThatComesWhileTheTableFailsIsAcknowledgedAndCompletesThePaymentLater() {
        PaymentTerms terms = created(proving);
        ApiResponse answer = receiver(withoutTable).receive(proving, webhook(terms.id(), "completed"));
        assertEquals(200, answer.status());
        assertEquals("{\"received\":true}", answer.body());
        assertEquals(PaymentStatus.PENDING, status(terms));
        clock.advance(Duration.ofHours(1));

        assertEquals(List.of("m0"), processor(withoutTable).process(buffer.messages()));
        assertEquals(PaymentStatus.PENDING, status(terms));
        assertEquals(List.of(), processor(pipeline).process(buffer.messages()));
        assertEquals(PaymentStatus.COMPLETED, status(terms));
        assertEquals(List.of(), processor(pipeline).process(buffer.messages()));
        assertEquals(1, payments.history(terms.id()).stream().filter(entry -> entry.to() == PaymentStatus.COMPLETED).count());
    }

    @Test
    void aWebhookThatComesWhileTheVaultFailsIsAuthenticatedWhenItIsProcessed() {
        PaymentTerms terms = created(proving);
        try (FlotFixture locked = new FlotFixture(clock)) {
            FlotProvider flot = locked.provider(Dialect.DEVELOPERS_PAGE);
            locked.close();
            assertEquals(200, receiver(pipeline).receive(flot, webhook(terms.id(), "completed")).status());
            ApiRequest forged = webhook(terms.id(), "completed");
            assertEquals(200, receiver(pipeline).receive(flot, new ApiRequest(forged.method(), forged.path(), Map.of(), Map.of(),
                    Map.of("authorization", "Basic " + base64("flot:guessed")), forged.body(), forged.host(), Optional.empty())).status());
            assertEquals(List.of("m0", "m1"), processor(pipeline, flot).process(buffer.messages()));
        }
        assertEquals(PaymentStatus.PENDING, status(terms));

        List<QueuedMessage> messages = buffer.messages();
        assertEquals(List.of(), processor(pipeline).process(messages.subList(1, 2)));
        assertEquals(PaymentStatus.PENDING, status(terms), "a forged call is dropped");
        assertEquals(List.of(), processor(pipeline).process(messages.subList(0, 1)));
        assertEquals(PaymentStatus.COMPLETED, status(terms));
    }

    @Test
    void aWebhookThatCausesAnInternalErrorIsAcknowledgedAndProcessedAfterTheFix() {
        PaymentTerms terms = created(proving);
        WebhookPipeline faulty = new WebhookPipeline(new DynamoWebhookInbox(TestTable.client(), TestTable.CONFIG), payments, refund -> { },
                fixture.secrets(), HTTP, new FailingClock(), () -> Duration.ofSeconds(1), metrics.metrics());
        assertEquals(200, receiver(faulty).receive(proving, webhook(terms.id(), "completed")).status());
        assertEquals(PaymentStatus.PENDING, status(terms));
        assertEquals(List.of(), processor(pipeline).process(buffer.messages()));
        assertEquals(PaymentStatus.COMPLETED, status(terms));
        assertEquals(1, metrics.sum(Metric.WEBHOOK_RECEIVED));
    }

    @Test
    void aCallThatIsNotAuthenticIsRefusedAndNeverBuffered() {
        ApiRequest call = webhook("pay_x", "completed");
        ApiRequest forged = new ApiRequest(call.method(), call.path(), Map.of(), Map.of(),
                Map.of("authorization", "Basic " + base64("flot:guessed")), call.body(), call.host(), Optional.empty());
        assertEquals(401, receiver(withoutTable).receive(proving, forged).status());
        assertEquals(List.of(), buffer.messages());
    }

    @Test
    void whenTheBufferFailsAsWellTheProviderGetsARetryableError() {
        PaymentTerms terms = created(proving);
        buffer.fails = true;
        assertThrows(StoreUnavailable.class, () -> receiver(withoutTable).receive(proving, webhook(terms.id(), "completed")));
        WebhookReceiver without = new WebhookReceiver(withoutTable, buffer, Optional::empty, clock, RecordedMetrics.checked());
        assertThrows(StoreUnavailable.class, () -> without.receive(proving, webhook(terms.id(), "completed")));
    }

    @Test
    void anUnreadableMessageIsRedeliveredUntilItIsDeadLettered() {
        for (String body : List.of("", "[]", "{}", "{\"source\":\"flot\",\"receivedAt\":\"yesterday\",\"body\":\"\"}",
                "{\"source\":\"nobody\",\"receivedAt\":\"2026-11-22T10:00:00Z\",\"body\":\"\"}",
                "{\"source\":\"flot\",\"receivedAt\":\"2026-11-22T10:00:00Z\",\"body\":\"%\"}")) {
            assertEquals(List.of("m"), processor(pipeline).process(List.of(new QueuedMessage("m", "r", body, Map.of()))), body);
        }
        assertEquals(Duration.ofSeconds(5), buffer.pauses.get(0));
        processor(pipeline).process(List.of(new QueuedMessage("m", "r", "{}", Map.of("ApproximateReceiveCount", "12"))));
        assertEquals(Duration.ofMinutes(5), buffer.pauses.get(buffer.pauses.size() - 1));
    }

    @Test
    void aTimestampIsComparedWithTheTimeOfReceipt() {
        BufferedWebhook kept = BufferedWebhook.read(BufferedWebhook.of("flashpay", webhook("pay_x", "completed"), clock.instant()).message());
        assertEquals(Optional.of(clock.instant()), kept.call().receivedAt());
        assertEquals("Basic " + base64("flot:password"), kept.call().header("authorization").orElseThrow());
    }

    private WebhookReceiver receiver(WebhookPipeline through) {
        return new WebhookReceiver(through, buffer, () -> Optional.of(BUFFER), clock, metrics.metrics());
    }

    private BufferedWebhookProcessor processor(WebhookPipeline through) {
        return processor(through, proving);
    }

    private BufferedWebhookProcessor processor(WebhookPipeline through, FlotProvider flot) {
        return new BufferedWebhookProcessor(through, new ProviderRegistry(List.of(flot)), buffer, () -> Optional.of(BUFFER));
    }

    private WebhookPipeline pipeline(DynamoDbClient client) {
        return new WebhookPipeline(new DynamoWebhookInbox(client, TestTable.CONFIG), payments, refund -> { }, fixture.secrets(), HTTP,
                clock, () -> Duration.ofSeconds(1), metrics.metrics());
    }

    /** Stands for an error of ours in the middle of processing. */
    private static final class FailingClock extends Clock {

        @Override
        public Instant instant() {
            throw new IllegalStateException("An error of ours");
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** A queue that keeps everything, as a queue may. */
    private static final class Buffer implements MessageQueue {

        private final List<String> bodies = new ArrayList<>();
        private final List<Duration> pauses = new ArrayList<>();
        private boolean fails;

        @Override
        public void send(String queue, List<String> messages) {
            assertEquals(BUFFER, queue);
            if (fails) {
                throw new QueueUnavailable("no queue");
            }
            bodies.addAll(messages);
        }

        @Override
        public void sendLater(String queue, String body, Duration delay) {
            throw new AssertionError("what is taken from the buffer comes again, and is not sent again");
        }

        @Override
        public void redeliver(String queue, String receiptHandle, Duration delay) {
            assertEquals(BUFFER, queue);
            pauses.add(delay);
        }

        List<QueuedMessage> messages() {
            return IntStream.range(0, bodies.size())
                    .mapToObj(place -> new QueuedMessage("m" + place, "r" + place, bodies.get(place), Map.of())).toList();
        }
    }

    private PaymentTerms created(FlotProvider flot) {
        return FlotCalls.created(flot, clock);
    }

    private PaymentStatus status(PaymentTerms terms) {
        return payments.find(terms.id()).orElseThrow().status();
    }
}
