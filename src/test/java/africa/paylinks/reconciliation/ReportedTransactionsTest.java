package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.ReportedTransactions;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.StatusLookup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A provider that can be asked about attempts only, and no webhook that names one. */
@Tag("slow")
class ReportedTransactionsTest {

    private static final Duration LIFE = Duration.ofHours(24);

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final ReconciliationFixture fixture = new ReconciliationFixture(clock);
    private final FakeProvider bank = new FakeProvider("bank", clock);
    private final Reconciliation reconciliation = fixture.reconciliation(Settings.USUAL, bank);

    @BeforeEach
    void requiresTransactionId() {
        bank.needsTransactionId = true;
    }

    @Test
    void aTransactionReportedOnlyByTheCustomerCompletesThePayment() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        named(terms, "tx-1");
        bank.hasTheMoney("tx-1", terms.amount());
        clock.advance(Duration.ofSeconds(30));
        assertEquals(1, reconciliation.run().questions());
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertEquals(List.of(), fixture.attempts.open(terms.id()));
        clock.advance(Duration.ofDays(40));
        assertEquals(0, reconciliation.run().questions());
    }

    @Test
    void thePaidOneOfSeveralAttemptsIsFound() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.returns("tx-1", new StatusLookup.Known(PaymentStatus.FAILED, Optional.empty(), Optional.of("tx-1"),
                Optional.of(new Failure("wrong-pin", "Wrong PIN.")), Map.of()));
        bank.hasTheMoney("tx-2", terms.amount());
        named(terms, "tx-1");
        named(terms, "tx-2");
        run(Duration.ofMinutes(2));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertTrue(bank.questions.size() <= 2, bank.questions.toString());
    }

    @Test
    void moneyIsFoundThoughTheProviderWasAwayUntilAfterTheExpiry() {
        PaymentTerms terms = fixture.opened("bank", Duration.ofHours(1));
        bank.hasTheMoney("tx-1", terms.amount());
        named(terms, "tx-1");
        bank.isAway = true;
        run(Duration.ofHours(12));
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
        assertTrue(bank.questions.size() < 200, bank.questions.size() + " questions");
        bank.isAway = false;
        run(Duration.ofHours(1));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertTrue(fixture.payment(terms).lateSuccess());
    }

    @Test
    void anAttemptThatTheProviderDoesNotKnowIsGivenUpSoon() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.returns("invented", new StatusLookup.NotFound("no such transaction"));
        named(terms, "invented");
        run(Duration.ofDays(2));
        assertEquals(3, bank.questions.size());
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
        assertEquals(1, fixture.metrics.sum(Metric.ATTEMPT_UNRESOLVED));
    }

    @Test
    void anAttemptThatNeverEndsIsGivenUpAfterAWeek() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        named(terms, "tx-1");
        run(Duration.ofDays(9));
        int questions = bank.questions.size();
        assertTrue(questions > 8 && questions < 20, questions + " questions");
        assertEquals(List.of(), fixture.attempts.open(terms.id()));
    }

    @Test
    void theTransactionThatPaidIsNotChecked() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        named(terms, "tx-1");
        paidBy(terms, "tx-1");
        run(Duration.ofDays(1));
        assertEquals(0, bank.questions.size());
        assertEquals(Optional.empty(), fixture.nextDue("bank", clock.instant().plus(Duration.ofDays(400))));
    }

    @Test
    void anotherAttemptThatPaidAPaidPaymentIsFoundAndInItsHistory() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.returns("tx-1", new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.of(terms.amount()), Optional.of("tx-1"), Optional.empty(),
                Map.of()));
        named(terms, "tx-1");
        paidBy(terms, "tx-2");
        named(terms, "tx-3");
        bank.returns("tx-3", new StatusLookup.NotFound("no such transaction"));
        run(Duration.ofDays(1));
        assertEquals(List.of("tx-1"), fixture.payments.history(terms.id()).stream()
                .flatMap(line -> Optional.ofNullable(line.detail().get("paidAgain")).stream()).toList());
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertTrue(bank.questions.size() < 8, bank.questions.toString());
    }

    private void paidBy(PaymentTerms terms, String transaction) {
        fixture.payments.raise(new StatusEvent(terms.id(), "bank", PaymentStatus.COMPLETED, Cause.WEBHOOK, clock.instant(),
                Optional.of(terms.amount()), Optional.of(transaction), Optional.empty(), Map.of()));
    }

    @Test
    void manyReportsOfUnknownTransactionsCauseFewStatusCalls() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.hasTheMoney("real", terms.amount());
        for (int minute = 0; minute < 60; minute++) {
            bank.returns("junk-" + minute, new StatusLookup.NotFound("no such transaction"));
            named(terms, "junk-" + minute);
            run(Duration.ofMinutes(1));
        }
        assertTrue(bank.questions.size() < 40, bank.questions.size() + " questions");
        named(terms, "real");
        // At most five are open, and a question is allowed every five minutes.
        run(Duration.ofMinutes(25));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
    }

    @Test
    void uncheckedTransactionsAreCheckedBeforeUnknownOnesAreRechecked() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.returns("invented", new StatusLookup.NotFound("no such transaction"));
        bank.hasTheMoney("real", terms.amount());
        named(terms, "invented");
        DueItem invented = new DueItem("bank", new DueItem.OfTransaction(terms.id(), "invented"), clock.instant());
        TransactionReconciler reconciler = attempts();
        reconciler.check(invented, 1);
        clock.advance(Duration.ofMinutes(10));
        named(terms, "real");
        assertEquals(CheckResult.tooSoon(clock.instant().plus(Duration.ofMinutes(1))), reconciler.check(invented, 1));
        assertEquals(1, bank.questions.size());
        reconciler.check(new DueItem("bank", new DueItem.OfTransaction(terms.id(), "real"), clock.instant()), 1);
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
    }

    @Test
    void aTransactionWithoutAnyAnswerDelaysTheOthersForHalfAnHourAtMost() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.returns("slow", new StatusLookup.NotFound("no such transaction"));
        bank.returns("broken", new StatusLookup.Unreadable("no JSON"));
        named(terms, "slow");
        DueItem slow = new DueItem("bank", new DueItem.OfTransaction(terms.id(), "slow"), clock.instant());
        TransactionReconciler reconciler = attempts();
        reconciler.check(slow, 1);
        bank.hasTheMoney("slow", terms.amount());
        clock.advance(Duration.ofMinutes(1));
        named(terms, "broken");
        reconciler.check(new DueItem("bank", new DueItem.OfTransaction(terms.id(), "broken"), clock.instant()), 1);
        clock.advance(Duration.ofMinutes(30));
        reconciler.check(slow, 1);
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
    }

    @Test
    void whileAProviderIsPausedATransactionWaitsUntilItsPaymentIsPaid() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        named(terms, "tx-1");
        TransactionReconciler attempts = attempts();
        DueItem due = new DueItem("bank", new DueItem.OfTransaction(terms.id(), "tx-1"), clock.instant());
        assertEquals(CheckResult.dueAgain(CheckResult.Contact.NONE, Optional.of(clock.instant().plusSeconds(30))), attempts.checkWithoutAsking(due));
        clock.advance(Duration.ofHours(10));
        assertEquals(CheckResult.dueAgain(CheckResult.Contact.NONE, Optional.of(clock.instant().plus(Duration.ofMinutes(15)))),
                attempts.checkWithoutAsking(due));
        assertEquals(0, bank.questions.size());
        fixture.attempts.answered(terms.id(), "tx-1", ReportedTransactions.Answer.OUTCOME);
        assertEquals(CheckResult.finished(CheckResult.Contact.NONE), attempts.checkWithoutAsking(due));
        assertEquals(CheckResult.finished(CheckResult.Contact.NONE), attempts.check(due, 1));
    }

    @Test
    void aProviderThatNeverAnswersIsNotPolledForever() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        named(terms, "tx-1");
        bank.isAway = true;
        TransactionReconciler attempts = attempts();
        DueItem due = new DueItem("bank", new DueItem.OfTransaction(terms.id(), "tx-1"), clock.instant());
        Instant named = clock.instant();
        for (Optional<Instant> next = attempts.check(due, 1).next(); next.isPresent(); next = attempts.check(due, 1).next()) {
            clock.advance(Duration.between(clock.instant(), next.get()));
        }
        Duration asked = Duration.between(named, clock.instant());
        assertTrue(asked.compareTo(Duration.ofDays(28)) > 0 && asked.compareTo(Duration.ofDays(30)) < 0, asked.toString());
        assertTrue(bank.questions.size() < 200, bank.questions.size() + " questions");
    }

    @Test
    void anUnderpaidTransactionCompletesNothingAndIsNotCheckedAgain() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.hasTheMoney("tx-1", new Money(terms.amount().minor() - 1, terms.amount().currency()));
        named(terms, "tx-1");
        run(Duration.ofMinutes(5));
        assertEquals(PaymentStatus.PENDING, fixture.status(terms));
        assertEquals(1, bank.questions.size());
    }

    @Test
    void overlappingRunsCheckATransactionOnce() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        named(terms, "tx-1");
        Reconciliation other = fixture.reconciliation(Settings.USUAL, bank);
        bank.duringLookup = () -> {
            bank.duringLookup = () -> { };
            other.run();
        };
        clock.advance(Duration.ofSeconds(30));
        reconciliation.run();
        assertEquals(1, bank.questions.size());
    }

    private TransactionReconciler attempts() {
        return new TransactionReconciler(fixture.payments, fixture.attempts,
                new StatusCheck(fixture.payments, fixture.attempts, new ProviderRegistry(List.of(bank)), clock, RecordedMetrics.checked()), clock, RecordedMetrics.checked());
    }

    private void named(PaymentTerms terms, String transactionId) {
        fixture.attempts.note("bank", terms.id(), transactionId, clock.instant());
    }

    /** Lets that much time pass, in which there is a run whenever something is due. */
    private void run(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Optional<Instant> next = fixture.nextDue("bank", end); next.isPresent(); next = fixture.nextDue("bank", end)) {
            if (next.get().isAfter(clock.instant())) {
                clock.advance(Duration.between(clock.instant(), next.get()));
            }
            if (reconciliation.run().taken() == 0) {
                // Nobody asks a provider that was away just now.
                clock.advance(Duration.ofMinutes(15));
            }
        }
        clock.advance(Duration.between(clock.instant(), end));
    }
}
