package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StoredWebhooksTest {

    private static final Duration LIFE = Duration.ofHours(24);

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final ReconciliationFixture world = new ReconciliationFixture(clock);
    private final FakeProvider bank = new FakeProvider("bank", clock);
    private final Reconciliation reconciliation = world.reconciliation(Settings.USUAL, bank);

    @Test
    void aHintThatCouldNotBeConfirmedIsConfirmedLaterAndSettledByWhatItsProviderSays() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.isAway = true;
        StoredWebhook webhook = world.arrives(bank, terms.id());
        assertEquals(InboxState.RECEIVED, world.state(webhook));
        bank.isAway = false;
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
        assertTrue(List.of(InboxState.APPLIED, InboxState.STALE).contains(world.state(webhook)));
        assertEquals(List.of("payment.created", "payment.completed"), world.published(terms.id()));
        jump(Duration.ofDays(10));
        assertTrue(bank.questions.size() <= 3, bank.questions.toString());
    }

    @Test
    void aHintThatComesWhileARunStaysIsConfirmedWithinHalfAMinute() {
        PaymentTerms terms = world.opened("bank", LIFE);
        jump(Duration.ofMinutes(5));
        AtomicReference<StoredWebhook> webhook = new AtomicReference<>();
        AtomicReference<Instant> arrived = new AtomicReference<>();
        AtomicReference<Instant> completed = new AtomicReference<>();
        Reconciliation staying = world.reconciliation(Settings.USUAL.poll(Duration.ofSeconds(10)), pause -> {
            if (webhook.get() == null) {
                clock.advance(Duration.ofSeconds(1));
                bank.isAway = true;
                arrived.set(clock.instant());
                webhook.set(world.arrives(bank, terms.id()));
                bank.isAway = false;
                bank.hasTheMoney(terms.id(), terms.amount());
                clock.advance(pause.minusSeconds(1));
            } else {
                clock.advance(pause);
            }
            if (world.status(terms) == PaymentStatus.COMPLETED) {
                completed.compareAndSet(null, clock.instant());
            }
        }, bank);
        staying.run();
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
        Duration waited = Duration.between(arrived.get(), Optional.ofNullable(completed.get()).orElse(clock.instant()));
        assertTrue(waited.compareTo(Duration.ofSeconds(30)) < 0, waited.toString());
    }

    @Test
    void aRunStaysOnlyWhileSomethingIsOpen() {
        List<Duration> pauses = new ArrayList<>();
        Reconciliation staying = world.reconciliation(Settings.USUAL.poll(Duration.ofSeconds(10)), pause -> {
            pauses.add(pause);
            clock.advance(pause);
        }, bank);
        staying.run();
        assertEquals(List.of(), pauses);
        world.opened("bank", LIFE);
        staying.run();
        assertEquals(4, pauses.size());
        pauses.clear();
        bank.evidence = Evidence.PROOF;
        staying.run();
        assertEquals(List.of(), pauses);
    }

    @Test
    void aConfirmationThatCannotBeReadHoldsUpNoOtherWebhook() {
        List<StoredWebhook> unreadable = IntStream.range(0, 8).mapToObj(number -> {
            PaymentTerms terms = world.opened("bank", LIFE);
            bank.says(terms.id(), new StatusLookup.Unreadable("answered with HTTP status 400"));
            return world.arrives(bank, terms.id());
        }).toList();
        PaymentTerms good = world.opened("bank", LIFE);
        world.inbox.receive(bank.webhook(good.id()));
        bank.hasTheMoney(good.id(), good.amount());
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.COMPLETED, world.status(good));
        assertTrue(world.outages.find("bank").isNone());
        unreadable.forEach(webhook -> assertEquals(InboxState.RECEIVED, world.state(webhook)));
    }

    @Test
    void aHintWhoseFunctionDiedIsTakenUpFromWhatIsStored() {
        PaymentTerms terms = world.opened("bank", LIFE);
        StoredWebhook webhook = bank.webhook(terms.id());
        world.inbox.receive(webhook);
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
        assertTrue(List.of(InboxState.APPLIED, InboxState.STALE).contains(world.state(webhook)));
    }

    @Test
    void aHintThatItsProviderNeverConfirmsIsGivenUpAfterADayAndChangesNothing() {
        PaymentTerms terms = world.opened("bank", Duration.ofDays(9));
        StoredWebhook forged = world.arrives(bank, terms.id());
        jump(Duration.ofHours(23));
        assertEquals(InboxState.RECEIVED, world.state(forged));
        jump(Duration.ofHours(3));
        assertEquals(InboxState.UNCONFIRMED, world.state(forged));
        assertEquals(1, world.metrics.sum(Metric.WEBHOOK_NEVER_CONFIRMED));
        assertEquals(PaymentStatus.PENDING, world.status(terms));
    }

    @Test
    void aHintThatContradictsIsRecordedAndChangesNothing() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.isAway = true;
        StoredWebhook webhook = world.arrives(bank, terms.id());
        bank.isAway = false;
        bank.hasTheMoney(terms.id(), new Money(1, "SLE"));
        jump(Duration.ofSeconds(30));
        assertEquals(InboxState.MISMATCH, world.state(webhook));
        assertEquals(1, world.metrics.sum(Metric.WEBHOOK_MISMATCH));
        assertEquals(PaymentStatus.PENDING, world.status(terms));
    }

    @Test
    void aParkedWebhookIsAppliedWhenItsPaymentAppears() {
        bank.evidence = Evidence.PROOF;
        PaymentTerms terms = world.opened("bank", LIFE);
        var item = world.hidden(terms);
        StoredWebhook webhook = world.arrives(bank, terms.id());
        assertEquals(InboxState.PARKED, world.state(webhook));
        jump(Duration.ofMinutes(1));
        assertEquals(InboxState.PARKED, world.state(webhook));
        world.put(item);
        jump(Duration.ofMinutes(10));
        assertEquals(InboxState.APPLIED, world.state(webhook));
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
    }

    @Test
    void aWebhookWhosePaymentNeverAppearsIsNoLongerLookedForAfterADay() {
        StoredWebhook webhook = world.arrives(bank, "pay_of_somebody_else");
        assertEquals(InboxState.PARKED, world.state(webhook));
        for (int hours = 0; hours < 26; hours += 2) {
            jump(Duration.ofHours(2));
        }
        assertEquals(InboxState.UNMATCHED, world.state(webhook));
        assertEquals(1, world.metrics.sum(Metric.WEBHOOK_UNMATCHED));
        assertEquals(0, reconciliation.run().taken());
        assertEquals(0, bank.questions.size());
    }

    @Tag("slow")
    @Test
    void aProviderThatIsAwayKeepsItsWebhooksWaitingAndIsNotCalledForEach() {
        for (int number = 0; number < 20; number++) {
            world.inbox.receive(bank.webhook(world.opened("bank", LIFE).id()));
        }
        bank.isAway = true;
        for (int minute = 0; minute < 30; minute++) {
            jump(Duration.ofMinutes(1));
        }
        assertTrue(bank.questions.size() <= 20, bank.questions.size() + " calls");
        bank.isAway = false;
        bank.questions.forEach(question -> bank.says(question.paymentId(), new StatusLookup.NotFound("never heard of it")));
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
