package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.StatusLookup;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ReconciliationTest {

    private static final Duration LIFE = Duration.ofHours(24);

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final ReconciliationFixture fixture = new ReconciliationFixture(clock);
    private final FakeProvider bank = new FakeProvider("bank", clock);
    private final Reconciliation reconciliation = fixture.reconciliation(Settings.USUAL, bank);

    @Test
    void aPaymentWithoutAWebhookIsCompletedThirtySecondsAfterItsCreation() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), terms.amount());
        clock.advance(Duration.ofSeconds(29));
        assertEquals(0, reconciliation.run().taken());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(new RunSummary(1, 1, 0, 1, 0), reconciliation.run());
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertEquals(Optional.empty(), fixture.dueAt(terms));
        assertEquals("status-check", fixture.payments.history(terms.id()).get(1).cause());
        clock.advance(Duration.ofDays(30));
        assertEquals(0, reconciliation.run().taken());
        assertEquals(1, bank.questions.size());
    }

    @Test
    void everyRunReportsTheAgeOfTheOldestDueItem() {
        reconciliation.run();
        fixture.opened("bank", LIFE);
        clock.advance(Duration.ofMinutes(20));
        reconciliation.run();
        List<JsonNode> runs = fixture.metrics.with(Metric.RECONCILER_RUN);
        assertEquals(List.of(0L, 1170L), runs.stream().map(run -> run.path("DueBacklogAge").longValue()).toList());
        assertFalse(runs.get(0).has("Provider"));
    }

    @Test
    void aStatusCheckAfterAnUnansweredOneIsARetry() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.isAway = true;
        clock.advance(Duration.ofSeconds(30));
        reconciliation.run();
        bank.isAway = false;
        jump(Duration.ofHours(1));
        assertTrue(fixture.metrics.sum(Metric.ATTEMPT) > fixture.metrics.sum(Metric.RETRY));
        assertEquals(1, fixture.metrics.sum(Metric.RETRY));
        assertEquals(Set.of(terms.id()), fixture.metrics.with(Metric.RETRY).stream().map(line -> line.path("payment").asText())
                .collect(Collectors.toSet()));
    }

    @Test
    void anOpenPaymentIsCheckedAtGrowingIntervalsUntilItExpires() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        while (fixture.status(terms) == PaymentStatus.PENDING) {
            jump(Duration.between(clock.instant(), fixture.dueAt(terms).orElseThrow()).minusMillis(1));
            int before = bank.questions.size();
            jump(Duration.ofMillis(1));
            assertEquals(before + 1, bank.questions.size());
        }
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
        assertEquals(List.of("payment.created", "payment.expired"), fixture.published(terms.id()));
        List<Duration> ages = bank.questions.stream().map(question -> Duration.between(terms.createdAt(), question.at())).toList();
        assertEquals(6, ages.size(), ages.toString());
        assertEquals(Duration.ofHours(24), ages.get(5));
        assertEquals(Optional.of("expiry"), fixture.payments.history(terms.id()).stream().reduce((first, last) -> last)
                .map(line -> line.cause()));
    }

    @Test
    void moneyThatComesAfterTheExpiryIsFoundWithoutAWebhook() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        jump(LIFE);
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofDays(1).plusHours(1));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertTrue(fixture.payment(terms).lateSuccess());
    }

    @Test
    void moneyThatIsNotEnoughIsInTheHistoryOnceHoweverOftenItIsFoundUntilTheRestComes() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), new Money(terms.amount().minor() - 1, "SLE"));
        for (int days = 0; days < 3; days++) {
            jump(Duration.ofDays(1).plusHours(1));
        }
        assertTrue(bank.questions.size() > 2, bank.questions.size() + " questions");
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
        assertEquals(Money.zero("SLE"), fixture.payment(terms).received());
        assertEquals(List.of("status-check amount COMPLETED 49.99 SLE"), fixture.payments.history(terms.id()).stream()
                .filter(line -> line.detail().containsKey("mismatch")).map(line -> line.cause() + " " + line.detail().get("mismatch") + " "
                        + line.detail().get("said") + " " + line.detail().get("paid")).toList());
        bank.hasTheMoney(terms.id(), new Money(terms.amount().minor() + 1, "SLE"));
        jump(Duration.ofDays(1).plusHours(1));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertEquals(new Money(terms.amount().minor() + 1, "SLE"), fixture.payment(terms).received());
    }

    @Test
    void aFailedAttemptIsNotTheEndBecauseTheCustomerMayPayByAnother() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.returns(terms.id(), new StatusLookup.Known(PaymentStatus.FAILED, Optional.empty(), Optional.empty(),
                Optional.of(new Failure("wrong-pin", "Wrong PIN.")), Map.of()));
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.FAILED, fixture.status(terms));
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofMinutes(2));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        assertEquals(List.of("payment.created", "payment.failed", "payment.completed"), fixture.published(terms.id()));
    }

    @Test
    void aGivenUpPaymentIsNotCheckedAfterThreeDays() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        fixture.payments.raise(new StatusEvent(terms.id(), "bank", PaymentStatus.CANCELLED, Cause.MERCHANT, clock.instant(),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
        for (int hours = 0; hours < 24 * 5; hours += 4) {
            jump(Duration.ofHours(4));
        }
        assertEquals(PaymentStatus.CANCELLED, fixture.status(terms));
        assertEquals(Optional.empty(), fixture.dueAt(terms));
        assertTrue(bank.questions.size() <= 8, bank.questions.size() + " questions");
    }

    @Test
    void moneyIsFoundThoughTheProviderWasDownAtTheLastCheck() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), terms.amount());
        bank.isAway = true;
        jump(LIFE.plusDays(4));
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
        bank.isAway = false;
        jump(Duration.ofDays(1).plusHours(1));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
    }

    @Test
    void aProviderThatStaysDownIsNotPolledForever() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.isAway = true;
        for (int days = 0; days < 32; days++) {
            jump(Duration.ofDays(1));
        }
        assertEquals(Optional.empty(), fixture.dueAt(terms));
    }

    @Test
    void aCreationKnownToTheProviderContinues() {
        PaymentTerms open = fixture.reserved("bank", LIFE);
        PaymentTerms paid = fixture.reserved("bank", LIFE);
        bank.hasTheMoney(paid.id(), paid.amount());
        clock.advance(Duration.ofSeconds(34));
        assertEquals(0, reconciliation.run().taken());
        jump(Duration.ofSeconds(1));
        assertEquals(PaymentStatus.PENDING, fixture.status(open));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(paid));
        assertEquals(List.of("payment.created"), fixture.published(open.id()));
    }

    @Test
    void aCreationUnknownToTheProviderFailsAfterAnHour() {
        PaymentTerms notFound = fixture.reserved("bank", LIFE);
        PaymentTerms withoutLookup = fixture.reserved("bank", LIFE);
        bank.returns(notFound.id(), new StatusLookup.NotFound("no such payment"));
        bank.returns(withoutLookup.id(), new StatusLookup.NotPossible());
        minutes(59);
        assertEquals(PaymentStatus.CREATING, fixture.status(notFound));
        assertEquals(PaymentStatus.CREATING, fixture.status(withoutLookup));
        minutes(2);
        for (PaymentTerms terms : List.of(notFound, withoutLookup)) {
            assertEquals(PaymentStatus.FAILED, fixture.status(terms));
            assertEquals(Optional.of("creation-unknown"), fixture.payment(terms).failure().map(Failure::code));
            assertEquals(List.of("payment.failed"), fixture.published(terms.id()));
        }
        assertEquals(2, fixture.metrics.sum(Metric.CREATION_UNKNOWN));
    }

    /** Giving it up would start another attempt under another reference, although the first may have debited. */
    @Test
    void aChargeOfASubscriptionIsNotGivenUpWhileItsOutcomeIsUnknown() {
        PaymentTerms charge = fixture.reserved("SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2026-11-22", "bank", LIFE);
        PaymentTerms silent = fixture.reserved("SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2026-12-22", "bank", LIFE);
        bank.returns(charge.id(), new StatusLookup.NotPossible());
        bank.returns(silent.id(), new StatusLookup.Unavailable("silent"));
        for (int hour = 0; hour < 30; hour++) {
            dueFifthMinutes(Duration.ofHours(1));
            assertEquals(PaymentStatus.CREATING, fixture.status(charge));
            assertEquals(PaymentStatus.CREATING, fixture.status(silent));
        }
    }

    @Test
    void aChargeThatIsNotNeededAnyMoreIsGivenUpWhenItsProviderDoesNotKnowIt() {
        fixture.charges = payment -> false;
        PaymentTerms unknown = fixture.reserved("SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2026-08-22", "bank", LIFE);
        PaymentTerms unclear = fixture.reserved("SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2026-07-22", "bank", LIFE);
        bank.returns(unknown.id(), new StatusLookup.NotFound("does not know it"));
        bank.returns(unclear.id(), new StatusLookup.NotPossible());
        for (int hour = 0; hour < 8; hour++) {
            minutes(60);
        }
        assertEquals(PaymentStatus.FAILED, fixture.status(unknown));
        assertEquals(PaymentStatus.CREATING, fixture.status(unclear));
    }

    @Test
    void aChargeOfASubscriptionIsLookedUpDailyForAsLongAsItsOutcomeIsUnknown() {
        PaymentTerms charge = fixture.reserved("SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2026-10-22", "bank", LIFE);
        bank.returns(charge.id(), new StatusLookup.NotPossible());
        for (int days = 0; days < 40; days++) {
            jump(Duration.ofDays(1));
            assertTrue(fixture.dueAt(charge).isPresent(), "day " + days);
        }
        bank.hasTheMoney(charge.id(), charge.amount());
        jump(Duration.ofDays(1).plusHours(1));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(charge));
    }

    /** Its expiry would start another attempt under another reference, although the customer may have approved this one. */
    @Test
    void anOpenChargeOfASubscriptionExpiresOnlyAfterItsProviderHasBeenAwayForAMonth() {
        PaymentTerms charge = fixture.opened("SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2026-09-22", "bank", LIFE);
        bank.isAway = true;
        for (int days = 0; days < 30; days++) {
            jump(Duration.ofDays(1));
            assertEquals(PaymentStatus.PENDING, fixture.status(charge), "day " + days);
        }
        for (int days = 0; days < 4; days++) {
            jump(Duration.ofDays(1));
        }
        assertEquals(PaymentStatus.EXPIRED, fixture.status(charge));
        jump(Duration.ofDays(2));
        assertEquals(Optional.empty(), fixture.dueAt(charge));
    }

    @Test
    void aPaymentWithoutALookupExpiresWithoutStatusCalls() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.returns(terms.id(), new StatusLookup.NotPossible());
        jump(Duration.ofSeconds(30));
        assertEquals(Optional.of(terms.expiresAt()), fixture.dueAt(terms));
        jump(LIFE);
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
        assertEquals(Optional.empty(), fixture.dueAt(terms));
    }

    @Test
    void anUnderpaymentNeverCompletes() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), new Money(4999, "SLE"));
        jump(Duration.ofMinutes(1));
        assertEquals(PaymentStatus.PENDING, fixture.status(terms));
        jump(LIFE);
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
    }

    @Test
    void onlyTheFirstFollowUpUsesTheProvidersPollInterval() {
        bank.followUp = new StatusLookup.Polling(Duration.ofSeconds(3), 10);
        PaymentTerms terms = fixture.opened("bank", LIFE);
        jump(Duration.ofSeconds(30));
        List<Instant> times = bank.questions.stream().map(FakeProvider.Question::at).toList();
        assertEquals(10, times.size());
        for (int place = 1; place < times.size(); place++) {
            assertTrue(Duration.between(times.get(place - 1), times.get(place)).compareTo(Duration.ofSeconds(3)) >= 0);
        }
        jump(Duration.ofMinutes(3));
        assertEquals(11, bank.questions.size());
        assertEquals(PaymentStatus.PENDING, fixture.status(terms));
    }

    @Test
    void anApprovalDuringTheFirstFollowUpIsFoundWithinSeconds() {
        bank.followUp = new StatusLookup.Polling(Duration.ofSeconds(3), 10);
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.duringLookup = () -> {
            if (bank.questions.size() == 4) {
                bank.hasTheMoney(terms.id(), terms.amount());
            }
        };
        jump(Duration.ofSeconds(30));
        assertEquals(4, bank.questions.size());
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
    }

    @Test
    void aProviderThatIsAwayForAnHourIsHardlyCalledAndEverythingIsCaughtUpAfterwards() {
        FakeProvider other = new FakeProvider("other", clock);
        Reconciliation both = fixture.reconciliation(Settings.USUAL, bank, other);
        List<PaymentTerms> waiting = opened("bank", 50);
        PaymentTerms elsewhere = fixture.opened("other", LIFE);
        waiting.forEach(terms -> bank.hasTheMoney(terms.id(), terms.amount()));
        other.hasTheMoney(elsewhere.id(), elsewhere.amount());
        bank.isAway = true;
        for (int minute = 0; minute < 60; minute++) {
            clock.advance(Duration.ofMinutes(1));
            both.run();
        }
        int calls = bank.questions.size();
        assertTrue(calls <= 20, calls + " calls in an hour's outage");
        assertEquals(PaymentStatus.COMPLETED, fixture.status(elsewhere));
        bank.isAway = false;
        for (int minute = 0; minute < 16; minute++) {
            clock.advance(Duration.ofMinutes(1));
            both.run();
        }
        for (PaymentTerms terms : waiting) {
            assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
        }
        assertEquals(calls + 50, bank.questions.size());
    }

    @Test
    void honoursTheRetryAfterOfAProvider() {
        opened("bank", 20);
        bank.isAway = true;
        bank.retryAfter = Optional.of("300");
        jump(Duration.ofMinutes(1));
        int calls = bank.questions.size();
        assertTrue(calls <= Settings.USUAL.concurrency(), calls + " calls");
        for (int minute = 0; minute < 4; minute++) {
            jump(Duration.ofMinutes(1));
        }
        assertEquals(calls, bank.questions.size());
        bank.isAway = false;
        jump(Duration.ofMinutes(1));
        assertEquals(calls + 20, bank.questions.size());
    }

    @Test
    void aLinkExpiresEvenIfItsProviderNeverComesBack() {
        PaymentTerms terms = fixture.opened("bank", Duration.ofMinutes(30));
        PaymentTerms lost = fixture.reserved("bank", Duration.ofHours(24));
        opened("bank", 10);
        bank.isAway = true;
        minutes(60);
        assertEquals(PaymentStatus.PENDING, fixture.status(terms));
        // Two hours of patience with the creation, and one more until a look that happened just before is long overdue.
        minutes(140);
        assertEquals(PaymentStatus.EXPIRED, fixture.status(terms));
        assertEquals(PaymentStatus.FAILED, fixture.status(lost));
    }

    @Test
    void overlappingRunsCheckEachDueItemOnce() {
        List<PaymentTerms> open = opened("bank", 30);
        List<PaymentTerms> paid = opened("bank", 30);
        paid.forEach(terms -> bank.hasTheMoney(terms.id(), terms.amount()));
        for (Duration step : List.of(Duration.ofSeconds(33), Duration.ofSeconds(100), Duration.ofMinutes(9), Duration.ofHours(1))) {
            clock.advance(step);
            int before = bank.questions.size();
            CompletableFuture.allOf(IntStream.range(0, 3).mapToObj(run -> CompletableFuture.runAsync(() ->
                    fixture.reconciliation(Settings.USUAL, bank).run())).toArray(CompletableFuture[]::new)).join();
            List<String> asked = bank.questions.stream().skip(before).map(FakeProvider.Question::paymentId).toList();
            assertEquals(new HashSet<>(asked).size(), asked.size());
            List<String> missing = open.stream().filter(terms -> !asked.contains(terms.id())).map(terms -> terms.id() + " " + fixture.dueAt(terms)).toList();
            assertEquals(List.of(), missing, () -> "Not asked at " + clock.instant() + " created " + open.get(0).createdAt());
        }
        for (PaymentTerms terms : paid) {
            assertEquals(List.of("payment.created", "payment.completed"), fixture.published(terms.id()));
            assertEquals(1, bank.questions.stream().filter(question -> question.paymentId().equals(terms.id())).count());
        }
    }

    @Test
    void anItemThatCanBeNeitherLeasedNorReleasedBlocksNoOther() {
        List<PaymentTerms> all = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            all.add(fixture.opened("bank", LIFE));
        }
        for (int round = 0; round < 2; round++) {
            PaymentTerms stuck = all.get(5);
            boolean atTaking = round == 0;
            fixture.ofRuns = new DueIndex() {
                @Override
                public List<DueItem> page(String provider, int shard, Instant until, int limit, Optional<DueItem> after) {
                    return fixture.index.page(provider, shard, until, limit, after);
                }

                @Override
                public Optional<DueItem> move(DueItem due, Instant next) {
                    fail(due, true);
                    return fixture.index.move(due, next);
                }

                @Override
                public void release(DueItem due, Instant next) {
                    fail(due, false);
                    fixture.index.release(due, next);
                }

                @Override
                public Optional<Instant> failed(DueItem due, Instant now) {
                    return fixture.index.failed(due, now);
                }

                @Override
                public void deadLetter(DueItem due, Instant now) {
                    fixture.index.deadLetter(due, now);
                }

                private void fail(DueItem due, boolean isTaking) {
                    if (due.subject().equals(new DueItem.OfPayment(stuck.id())) && isTaking == atTaking) {
                        throw new StoreUnavailable("Played", new IllegalStateException());
                    }
                }

                @Override
                public void settle(DueItem due) {
                    fixture.index.settle(due);
                }
            };
            clock.advance(Duration.ofHours(atTaking ? 8 : 17));
            RunSummary summary = fixture.reconciliation(Settings.USUAL, bank).run();
            assertEquals(atTaking ? 11 : 12, summary.taken());
            assertEquals(1, summary.failed());
        }
    }

    @Test
    void anUnreadableAnswerAffectsOnlyItsPayment() {
        List<PaymentTerms> unreadable = opened("bank", 10);
        unreadable.forEach(terms -> bank.returns(terms.id(), new StatusLookup.Unreadable("answered without a status that can be read")));
        PaymentTerms valid = fixture.opened("bank", LIFE);
        bank.hasTheMoney(valid.id(), valid.amount());
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(valid));
        assertTrue(fixture.outages.find("bank").isNone());
        for (int hour = 0; hour < 24; hour++) {
            jump(Duration.ofHours(1));
        }
        assertTrue(bank.questions.size() < 80, bank.questions.size() + " questions");
    }

    @Test
    void aSuccessWithoutAnAmountIsAMismatchAndBlocksNoOtherPayment() {
        List<PaymentTerms> paid = opened("bank", 10);
        paid.forEach(terms -> bank.returns(terms.id(), new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.empty(), Optional.of("tx-1"),
                Optional.empty(), Map.of("amount", "0.01"))));
        jump(Duration.ofSeconds(30));
        assertTrue(fixture.outages.find("bank").isNone());
        paid.forEach(terms -> {
            assertEquals(PaymentStatus.PENDING, fixture.status(terms));
            assertEquals("amount", fixture.payments.history(terms.id()).get(1).detail().get("mismatch"));
        });
    }

    @Test
    void aFailingItemIsRetriedAtGrowingIntervalsAndThenDeadLetteredWithOneStackTrace() {
        PaymentTerms terms = fixture.opened("bank", Duration.ofDays(9));
        bank.duringLookup = () -> {
            throw new IllegalArgumentException("a fault of ours");
        };
        List<LogRecord> lines = LoggedLines.of(ReconciliationRun.class, () -> {
            for (int quarter = 0; quarter < 4 * 30; quarter++) {
                jump(Duration.ofMinutes(15));
            }
        });
        assertTrue(bank.questions.size() > 50 && bank.questions.size() < 110, bank.questions.size() + " questions");
        assertEquals(Optional.empty(), fixture.dueAt(terms));
        assertEquals(1, lines.stream().filter(line -> line.getThrown() != null).count());
        assertEquals(1, lines.stream().filter(line -> LoggedLines.text(line).startsWith("due-item-dead-lettered provider=bank")).count());
    }

    @Test
    void aTransientFaultDoesNotCountTowardsALaterOne() {
        PaymentTerms terms = fixture.opened("bank", Duration.ofDays(9));
        Runnable fault = () -> {
            throw new IllegalArgumentException("a fault of ours");
        };
        bank.duringLookup = fault;
        jump(Duration.ofSeconds(30));
        bank.duringLookup = () -> { };
        jump(Duration.ofMinutes(5));
        bank.duringLookup = fault;
        jump(Duration.ofDays(2));
        assertTrue(fixture.dueAt(terms).isPresent());
    }

    @Test
    void itemsLeasedByACrashedRunAreDueAgainWhenTheLeaseEnds() {
        PaymentTerms terms = fixture.opened("bank", LIFE);
        bank.duringLookup = () -> {
            throw new OutOfMemoryError("the process died");
        };
        clock.advance(Duration.ofSeconds(30));
        assertThrows(IllegalStateException.class, reconciliation::run);
        bank.duringLookup = () -> { };
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofSeconds(119));
        assertEquals(PaymentStatus.PENDING, fixture.status(terms));
        jump(Duration.ofSeconds(1));
        assertEquals(PaymentStatus.COMPLETED, fixture.status(terms));
    }

    @Test
    void aRunIsBoundedInItemsAndTimeAndTheNextOneContinues() {
        List<PaymentTerms> many = opened("bank", 60);
        many.forEach(terms -> bank.hasTheMoney(terms.id(), terms.amount()));
        clock.advance(Duration.ofMinutes(1));
        assertEquals(20, fixture.reconciliation(Settings.USUAL.items(20), bank).run().taken());
        bank.duringLookup = () -> clock.advance(Duration.ofSeconds(5));
        RunSummary timed = fixture.reconciliation(Settings.USUAL.concurrency(1), bank).run();
        assertEquals(9, timed.taken());
        bank.duringLookup = () -> { };
        jump(Duration.ofMinutes(1));
        assertEquals(60, bank.questions.size());
        assertTrue(many.stream().allMatch(terms -> fixture.status(terms) == PaymentStatus.COMPLETED));
    }

    @Test
    void concurrentStatusCallsAreLimited() {
        opened("bank", 40);
        bank.duringLookup = () -> {
            try {
                Thread.sleep(5);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        jump(Duration.ofMinutes(1));
        assertTrue(bank.maxBatchSize.get() <= 4, bank.maxBatchSize + " at once");
        assertTrue(bank.maxBatchSize.get() > 1, "one after the other");
    }

    @Test
    void aClockJumpLosesNoPaymentAndRepeatsNoStatusCall() {
        List<PaymentTerms> some = opened("bank", 5);
        clock.advance(Duration.ofDays(-2));
        assertEquals(0, reconciliation.run().taken());
        clock.advance(Duration.ofDays(2));
        jump(Duration.ofMinutes(1));
        assertEquals(5, bank.questions.size());
        clock.advance(Duration.ofHours(-1));
        assertEquals(0, reconciliation.run().taken());
        jump(Duration.ofDays(400));
        assertEquals(10, bank.questions.size());
        assertTrue(some.stream().allMatch(terms -> fixture.status(terms) == PaymentStatus.EXPIRED));
        assertTrue(some.stream().allMatch(terms -> fixture.dueAt(terms).isEmpty()));
    }

    private List<PaymentTerms> opened(String provider, int count) {
        return new ArrayList<>(Stream.generate(() -> fixture.opened(provider, LIFE)).limit(count).toList());
    }

    private void jump(Duration by) {
        clock.advance(by);
        reconciliation.run();
    }

    /** A run at each fifth minute at which something is due: the others would have nothing to process. */
    private void dueFifthMinutes(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Optional<Instant> due = fixture.nextDue("bank", end); due.isPresent(); due = fixture.nextDue("bank", end)) {
            long fives = Math.max(1, Duration.between(clock.instant(), due.get()).plusSeconds(299).toMinutes() / 5);
            Duration step = Duration.ofMinutes(5).multipliedBy(fives);
            if (clock.instant().plus(step).isAfter(end)) {
                break;
            }
            jump(step);
        }
        clock.advance(Duration.between(clock.instant(), end));
    }

    /** A run each minute, as the schedule has it. */
    private void minutes(int count) {
        for (int minute = 0; minute < count; minute++) {
            jump(Duration.ofMinutes(1));
        }
    }
}
