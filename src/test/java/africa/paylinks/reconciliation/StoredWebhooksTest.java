package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.Outage;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class StoredWebhooksTest {

    private static final Duration LIFE = Duration.ofHours(24);

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final ReconciliationFixture fixture = new ReconciliationFixture(clock);
    private final FakeProvider bank = new FakeProvider("bank", clock);
    private final Reconciliation reconciliation = fixture.reconciliation(Settings.USUAL, bank);

    @Test
    void anUnconfirmedHintIsConfirmedLaterAndSettledByTheProvidersStatus() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.isAway = true;
        StoredWebhook webhook = fixture.arrives(bank, terms.id());
        assertEquals(InboxState.RECEIVED, fixture.state(webhook));
        bank.isAway = false;
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertTrue(List.of(InboxState.APPLIED, InboxState.STALE).contains(fixture.state(webhook)));
        assertEquals(List.of("payment.created", "payment.completed"), fixture.published(terms.id()));
        jump(Duration.ofDays(10));
        assertTrue(bank.questions.size() <= 3, bank.questions.toString());
    }

    @Test
    void aHintThatComesWhileARunStaysIsConfirmedWithinHalfAMinute() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        jump(Duration.ofMinutes(5));
        AtomicReference<StoredWebhook> webhook = new AtomicReference<>();
        AtomicReference<Instant> arrived = new AtomicReference<>();
        AtomicReference<Instant> completed = new AtomicReference<>();
        Reconciliation staying = fixture.reconciliation(Settings.USUAL.poll(Duration.ofSeconds(10)), pause -> {
            if (webhook.get() == null) {
                clock.advance(Duration.ofSeconds(1));
                bank.isAway = true;
                arrived.set(clock.instant());
                webhook.set(fixture.arrives(bank, terms.id()));
                bank.isAway = false;
                bank.hasTheMoney(terms.id(), terms.amount());
                clock.advance(pause.minusSeconds(1));
            } else {
                clock.advance(pause);
            }
            if (fixture.status(terms) == PaymentStatus.COMPLETED) {
                completed.compareAndSet(null, clock.instant());
            }
        }, bank);
        staying.run();
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        Duration waited = Duration.between(arrived.get(), Optional.ofNullable(completed.get()).orElse(clock.instant()));
        assertTrue(waited.compareTo(Duration.ofSeconds(30)) < 0, waited.toString());
    }

    @Test
    void aRunStaysOnlyWhileSomethingIsOpen() {
        List<Duration> pauses = new ArrayList<>();
        Reconciliation staying = fixture.reconciliation(Settings.USUAL.poll(Duration.ofSeconds(10)), pause -> {
            pauses.add(pause);
            clock.advance(pause);
        }, bank);
        staying.run();
        assertEquals(List.of(), pauses);
        fixture.opened("bank", LIFE);
        staying.run();
        assertEquals(4, pauses.size());
        pauses.clear();
        bank.evidence = Evidence.PROOF;
        staying.run();
        assertEquals(List.of(), pauses);
    }

    @Test
    void anUnreadableConfirmationBlocksNoOtherWebhook() {
        List<StoredWebhook> unreadable = IntStream.range(0, 8).mapToObj(number -> {
            PaymentTerms terms = fixture.opened("bank", LIFE);
            bank.returns(terms.id(), new StatusLookup.Unreadable("answered with HTTP status 400"));
            return fixture.arrives(bank, terms.id());
        }).toList();
        PaymentTerms valid = fixture.opened("bank", LIFE);
        fixture.inbox.receive(bank.webhook(valid.id()));
        bank.hasTheMoney(valid.id(), valid.amount());
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(valid));
        assertTrue(fixture.outages.find("bank").isNone());
        unreadable.forEach(webhook -> assertEquals(InboxState.RECEIVED, fixture.state(webhook)));
    }

    @Test
    void aHintWhoseFunctionCrashedIsProcessedFromTheInbox() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        StoredWebhook webhook = bank.webhook(terms.id());
        fixture.inbox.receive(webhook);
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertTrue(List.of(InboxState.APPLIED, InboxState.STALE).contains(fixture.state(webhook)));
    }

    @Test
    void aHintThatItsProviderNeverConfirmsIsGivenUpAfterADayAndChangesNothing() {
        PaymentTerms terms = fixture.opened("bank", Duration.ofDays(9));
        StoredWebhook forged = fixture.arrives(bank, terms.id());
        jump(Duration.ofHours(23));
        assertEquals(InboxState.RECEIVED, fixture.state(forged));
        jump(Duration.ofHours(3));
        assertEquals(InboxState.UNCONFIRMED, fixture.state(forged));
        assertEquals(1, fixture.metrics.sum(Metric.WEBHOOK_NEVER_CONFIRMED));
        assertEquals(PaymentStatus.PENDING, fixture.status(terms));
    }

    @Test
    void aHintThatContradictsIsRecordedAndChangesNothing() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.isAway = true;
        StoredWebhook webhook = fixture.arrives(bank, terms.id());
        bank.isAway = false;
        bank.hasTheMoney(terms.id(), new Money(1, "SLE"));
        jump(Duration.ofSeconds(30));
        assertEquals(InboxState.MISMATCH, fixture.state(webhook));
        assertEquals(1, fixture.metrics.sum(Metric.WEBHOOK_MISMATCH));
        assertEquals(PaymentStatus.PENDING, fixture.status(terms));
    }

    @Test
    void aRefundReportedByAProviderThatIsAwayWaitsUntilItIsBack() {
        bank.evidence = Evidence.PROOF;
        PaymentTerms terms = fixture.opened("bank", LIFE);
        fixture.arrives(bank, terms.id());
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        bank.isAway = true;
        bank.reportsRefunds = true;
        StoredWebhook webhook = new StoredWebhook("bank", "refund-1", terms.id(), terms.id().getBytes(StandardCharsets.UTF_8), Map.of(), clock.instant());
        fixture.inbox.receive(webhook);
        clock.advance(Duration.ofHours(2));
        Outage none = fixture.outages.find("bank");
        fixture.outages.replace(none, none.failed(clock.instant(), Optional.of(Outage.MAX_PAUSE)));
        int before = bank.questions.size();
        jump(Duration.ofMinutes(10));
        assertEquals(before, bank.questions.size(), "asked in spite of the outage");
        assertEquals(InboxState.RECEIVED, fixture.state(webhook));
        bank.isAway = false;
        jump(Duration.ofHours(2));
        assertEquals(InboxState.QUEUED, fixture.state(webhook));
    }

    @Test
    void aParkedWebhookIsAppliedWhenItsPaymentAppears() {
        bank.evidence = Evidence.PROOF;
        PaymentTerms terms = fixture.opened("bank", LIFE);
        var item = fixture.hidden(terms);
        StoredWebhook webhook = fixture.arrives(bank, terms.id());
        assertEquals(InboxState.PARKED, fixture.state(webhook));
        jump(Duration.ofMinutes(1));
        assertEquals(InboxState.PARKED, fixture.state(webhook));
        fixture.put(item);
        jump(Duration.ofMinutes(10));
        assertEquals(InboxState.APPLIED, fixture.state(webhook));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
    }

    @Test
    void aWebhookWhosePaymentNeverAppearsIsUnmatchedAfterADay() {
        StoredWebhook webhook = fixture.arrives(bank, "pay_of_somebody_else");
        assertEquals(InboxState.PARKED, fixture.state(webhook));
        for (int hours = 0; hours < 26; hours += 2) {
            jump(Duration.ofHours(2));
        }
        assertEquals(InboxState.UNMATCHED, fixture.state(webhook));
        assertEquals(1, fixture.metrics.sum(Metric.WEBHOOK_UNMATCHED));
        assertEquals(0, reconciliation.run().taken());
        assertEquals(0, bank.questions.size());
    }

    @Test
    void aProviderThatIsAwayKeepsItsWebhooksWaitingAndIsNotCalledForEach() {
        for (int number = 0; number < 20; number++) {
            fixture.inbox.receive(bank.webhook(fixture.opened("bank", LIFE).id()));
        }
        bank.isAway = true;
        for (int minute = 0; minute < 30; minute++) {
            jump(Duration.ofMinutes(1));
        }
        assertTrue(bank.questions.size() <= 20, bank.questions.size() + " calls");
        bank.isAway = false;
        bank.questions.forEach(question -> bank.returns(question.paymentId(), new StatusLookup.NotFound("never heard of it")));
        for (int minute = 0; minute < 20; minute++) {
            jump(Duration.ofMinutes(1));
        }
        assertTrue(bank.questions.size() > 40, bank.questions.size() + " calls");
    }

    private void jump(Duration by) {
        clock.advance(by);
        reconciliation.run();
    }
}
