package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoEventArchive;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.notification.EventRepublisher;
import africa.paylinks.notification.PaymentEvent;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.reconciliation.ReplayAnswer.Replayed;
import africa.paylinks.refund.RefundConfig;
import africa.paylinks.refund.RefundRecovery;
import africa.paylinks.refund.RefundWiring;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplayServiceTest {

    private static final Duration LIFE = Duration.ofHours(24);

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final ReconciliationFixture fixture = new ReconciliationFixture(clock);
    private final FakeProvider bank = new FakeProvider("bank", clock);
    private final List<String> moved = new ArrayList<>();
    private final List<PaymentEvent> published = new ArrayList<>();
    private int busCapacity = 100;

    @Test
    void reprocessesAWebhookByName() throws IOException {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.isAway = true;
        StoredWebhook webhook = fixture.arrives(bank, terms.id());
        bank.isAway = false;
        bank.hasTheMoney(terms.id(), terms.amount());
        Replayed replayed = new Replayed("bank", webhook.key(), "RECEIVED", "APPLIED");
        String request = "{\"webhook\":{\"provider\":\"bank\",\"key\":\"" + webhook.key() + "\"}}";
        assertEquals(List.of(replayed), replay(request).webhooks());
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertEquals(List.of("creation", "replay"), fixture.payments.history(terms.id()).stream().map(HistoryEntry::cause).toList());
        assertEquals(List.of(new Replayed("bank", webhook.key(), "APPLIED", "APPLIED")), replay(request).webhooks());
        assertEquals(List.of("payment.created", "payment.completed"), fixture.published(terms.id()));
    }

    @Test
    void reprocessesAWebhookThatChangedNothing() throws IOException {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), new africa.paylinks.payment.Money(1, "SLE"));
        StoredWebhook webhook = fixture.arrives(bank, terms.id());
        assertEquals(InboxState.MISMATCH, fixture.state(webhook));
        bank.hasTheMoney(terms.id(), terms.amount());
        clock.advance(Duration.ofMinutes(1));
        assertEquals("APPLIED", replay("{\"payment\":\"" + terms.id() + "\"}").webhooks().get(0).after());
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
    }

    @Test
    void anIgnoredWebhookStaysIgnoredAndIsNotDue() throws IOException {
        StoredWebhook nothing = fixture.arrives(bank, "");
        assertEquals(InboxState.IGNORED, fixture.state(nothing));
        assertEquals("IGNORED", replay("{\"webhook\":{\"provider\":\"bank\",\"key\":\"" + nothing.key() + "\"}}").webhooks().get(0).after());
        assertEquals(InboxState.IGNORED, fixture.state(nothing));
        clock.advance(Duration.ofMinutes(1));
        assertEquals(0, fixture.reconciliation(Settings.USUAL, bank).run().taken());
    }

    @Tag("slow")
    @Test
    void reprocessesTheWaitingWebhooksOfATimeRangePageByPage() throws IOException {
        bank.evidence = Evidence.PROOF;
        List<StoredWebhook> parked = new ArrayList<>();
        List<Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue>> hidden = new ArrayList<>();
        clock.advance(Duration.ofHours(13).plusMinutes(55));
        for (int number = 0; number < 70; number++) {
            PaymentTerms terms = fixture.opened("bank", LIFE);
            hidden.add(fixture.hidden(terms));
            parked.add(fixture.arrives(bank, terms.id()));
            clock.advance(Duration.ofSeconds(10));
        }
        StoredWebhook settled = fixture.arrives(bank, fixture.opened("bank", LIFE).id());
        hidden.forEach(fixture::put);
        String stretch = "\"provider\":\"bank\",\"from\":\"2026-11-22T23:00:00Z\",\"to\":\"2026-11-23T01:00:00Z\"";
        ReplayAnswer first = replay("{" + stretch + "}", Settings.USUAL.items(20));
        assertNotNull(first.cursor());
        ReplayAnswer second = replay("{" + stretch + ",\"cursor\":\"" + first.cursor() + "\"}", Settings.USUAL.items(20));
        assertNull(second.cursor());
        List<Replayed> all = new ArrayList<>(first.webhooks());
        all.addAll(second.webhooks());
        assertEquals(70, all.size());
        assertEquals(70, new HashSet<>(all).size());
        assertTrue(all.stream().allMatch(replayed -> replayed.after().equals("APPLIED")));
        parked.forEach(webhook -> assertEquals(InboxState.APPLIED, fixture.state(webhook)));
        assertEquals(List.of(new Replayed("bank", settled.key(), "APPLIED", "APPLIED")),
                replay("{\"all\":true,\"provider\":\"bank\",\"from\":\"" + settled.receivedAt() + "\"}", Settings.USUAL, Duration.ofSeconds(1)).webhooks());
    }

    @Test
    void missingSubjectsAreReported() throws IOException {
        assertEquals("NOT_FOUND", replay("{\"webhook\":{\"provider\":\"bank\",\"key\":\"none\"}}").webhooks().get(0).after());
        assertEquals(List.of(), replay("{\"payment\":\"pay_nobody\"}").webhooks());
        assertEquals(List.of(), replay("{\"provider\":\"bank\",\"from\":\"2026-11-22T10:00:00Z\",\"to\":\"2026-11-22T10:00:00Z\"}").webhooks());
    }

    @Test
    void republishesTheEventsOfAPaymentUnchanged() throws IOException {
        bank.evidence = Evidence.PROOF;
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), terms.amount());
        fixture.arrives(bank, terms.id());
        assertEquals(2, replay("{\"events\":\"" + terms.id() + "\"}").events());
        assertEquals(List.of("payment.created", "payment.completed"), published.stream().map(PaymentEvent::type).toList());
        List<String> before = published.stream().map(event -> event.detail().toString()).toList();
        published.clear();
        replay("{\"events\":\"" + terms.id() + "\"}");
        assertEquals(before, published.stream().map(event -> event.detail().toString()).toList());
        busCapacity = 0;
        assertThrows(IllegalStateException.class, () -> replay("{\"events\":\"" + terms.id() + "\"}"));
        assertThrows(IllegalArgumentException.class, () -> replay("{\"events\":\"pay_nobody\"}"));
    }

    @Tag("slow")
    @Test
    void republishesTheEventsOfATimeRangeUnchangedPageByPage() throws IOException {
        bank.evidence = Evidence.PROOF;
        clock.advance(Duration.ofHours(13).plusMinutes(55));
        List<String> before = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            PaymentTerms terms = fixture.opened("bank", LIFE);
            ids.add(terms.id());
            if (number % 2 == 0) {
                bank.hasTheMoney(terms.id(), terms.amount());
                fixture.arrives(bank, terms.id());
            }
            clock.advance(Duration.ofSeconds(10));
        }
        busCapacity = 1000;
        for (String id : ids) {
            replay("{\"events\":\"" + id + "\"}");
        }
        before.addAll(published.stream().map(event -> event.detail().toString()).toList());
        published.clear();
        String when = "\"events\":{\"from\":\"2026-11-22T23:00:00Z\",\"to\":\"2026-11-23T01:00:00Z\"}";
        ReplayAnswer first = replay("{" + when + "}", Settings.USUAL.items(50));
        assertEquals(50, first.events());
        ReplayAnswer second = replay("{" + when + ",\"cursor\":\"" + first.cursor() + "\"}", Settings.USUAL.items(50));
        assertEquals(40, second.events());
        assertNull(second.cursor());
        assertEquals(before, published.stream().map(event -> event.detail().toString()).toList());
        assertEquals(0, replay("{\"events\":{\"from\":\"2026-11-23T01:00:00Z\"}}").events());
    }

    @Test
    void theNextCallContinuesAtTheEventThatTheBusRejected() throws IOException {
        for (int number = 0; number < 25; number++) {
            fixture.opened("bank", LIFE);
            clock.advance(Duration.ofSeconds(1));
        }
        String when = "\"events\":{\"from\":\"2026-11-22T00:00:00Z\"}";
        busCapacity = 20;
        ReplayAnswer first = replay("{" + when + "}");
        assertEquals(20, first.events());
        published.clear();
        busCapacity = 0;
        String cursor = ",\"cursor\":\"" + first.cursor() + "\"";
        assertThrows(IllegalStateException.class, () -> replay("{" + when + cursor + "}"));
        busCapacity = 100;
        published.clear();
        assertEquals(5, replay("{" + when + cursor + "}").events());
        for (String wrong : List.of("{\"events\":{}}", "{\"events\":{\"from\":\"yesterday\"}}",
                "{\"events\":{\"from\":\"2026-01-01T00:00:00Z\"}}", "{" + when + ",\"cursor\":\"!\"}")) {
            assertThrows(IllegalArgumentException.class, () -> replay(wrong), wrong);
        }
    }

    @Test
    void redrivesDeadLettersToTheirQueue() throws IOException {
        assertEquals("task-1", replay("{\"deadLetters\":\"deals\"}").moveTask());
        assertEquals(List.of("arn:dead-deals to arn:deals"), moved);
        assertEquals("task-2", replay("{\"deadLetters\":\"webhooks\"}").moveTask());
        assertEquals("arn:dead-webhooks to arn:webhooks", moved.get(1));
        assertThrows(IllegalArgumentException.class, () -> replay("{\"deadLetters\":\"notifications\"}"));
        assertThrows(IllegalArgumentException.class, () -> replay("{\"deadLetters\":\"letters\"}"));
    }

    @Test
    void anAmbiguousOrEmptyRequestIsRefused() {
        for (String request : List.of("{}", "{\"payment\":\"a\",\"deadLetters\":\"deals\"}", "{\"from\":\"2026-11-22T10:00:00Z\"}",
                "{\"provider\":\"bank\",\"from\":\"yesterday\"}", "{\"provider\":\"bank\",\"from\":\"2026-01-01T00:00:00Z\"}",
                "{\"webhook\":{\"provider\":\"bank\"}}",
                "{\"provider\":\"bank\",\"from\":\"2026-11-22T09:00:00Z\",\"cursor\":\"!\"}")) {
            assertThrows(IllegalArgumentException.class, () -> replay(request), request);
        }
    }

    @Test
    void refundsOfARestoredTableAreRecoveredForTheNamedPayments() throws IOException {
        String id = fixture.opened("bank", LIFE).id();
        assertEquals(List.of(new ReplayAnswer.Recovered("pay_nobody", "NOT_FOUND", List.of()), new ReplayAnswer.Recovered(id, "RECOVERED", List.of())),
                replay("{\"refunds\":[\"pay_nobody\",\"" + id + "\"]}").refunds());
        String tooMany = "{\"refunds\":[" + "\"pay_nobody\",".repeat(100) + "\"" + id + "\"]}";
        assertThrows(IllegalArgumentException.class, () -> replay(tooMany));
    }

    private RefundRecovery recovery() {
        DynamoRefundStore refunds = new DynamoRefundStore(fixture.client, fixture.table, clock, SamplePayments.IDS);
        ProviderRegistry providers = new ProviderRegistry(List.of(bank));
        RefundConfig refundConfig = new RefundConfig() {
            @Override
            public Duration patience() {
                return Duration.ofHours(1);
            }

            @Override
            public Duration firstCheck() {
                return Duration.ofMinutes(1);
            }
        };
        return new RefundRecovery(refunds, RefundWiring.tracking(refunds, providers, refundConfig, clock),
                new StatusCheck(fixture.payments, new DynamoReportedTransactions(fixture.client, fixture.table), providers, clock, RecordedMetrics.checked()),
                providers, clock);
    }

    private ReplayAnswer replay(String request) throws IOException {
        return replay(request, Settings.USUAL);
    }

    private ReplayAnswer replay(String request, Settings settings, Duration later) throws IOException {
        clock.advance(later);
        return replay(request, settings);
    }

    private ReplayAnswer replay(String request, Settings settings) throws IOException {
        ReplayConfig config = new ReplayConfig() {
            @Override
            public Optional<String> dealsDeadLetters() {
                return Optional.of("arn:dead-deals");
            }

            @Override
            public Optional<String> dealsQueue() {
                return Optional.of("arn:deals");
            }

            @Override
            public Optional<String> notificationsQueue() {
                return Optional.empty();
            }

            @Override
            public Optional<String> subscriptionsDeadLetters() {
                return Optional.of("subscriptions-dead");
            }

            @Override
            public Optional<String> subscriptionsQueue() {
                return Optional.of("subscriptions");
            }

            @Override
            public Optional<String> bufferedWebhooksDeadLetters() {
                return Optional.of("arn:dead-webhooks");
            }

            @Override
            public Optional<String> bufferedWebhooksQueue() {
                return Optional.of("arn:webhooks");
            }

            @Override
            public Optional<String> notificationsDeadLetters() {
                return Optional.empty();
            }
        };
        ReplayService replay = new ReplayService(fixture.archive, fixture.pipeline(), new ProviderRegistry(List.of(bank)), (from, to) -> {
            moved.add(from + " to " + to);
            return "task-" + moved.size();
        }, new EventRepublisher(fixture.payments, new DynamoDeliveryLog(fixture.client, fixture.table),
                new DynamoEventArchive(fixture.client, fixture.table), new DynamoEventLog(fixture.client, fixture.table), events -> {
            published.addAll(events);
            return published.size() > busCapacity ? Set.of(0) : Set.of();
        }), recovery(), clock, config, settings);
        return replay.replay(new ObjectMapper().readValue(request, ReplayRequest.class));
    }
}
