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

class ReconciliationTest {

    private static final Duration LIFE = Duration.ofHours(24);

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final ReconciliationFixture world = new ReconciliationFixture(clock);
    private final FakeProvider bank = new FakeProvider("bank", clock);
    private final Reconciliation reconciliation = world.reconciliation(Settings.USUAL, bank);

    @Test
    void aPaymentThatNobodyToldUsOfIsCompletedThirtySecondsAfterItsCreation() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), terms.amount());
        clock.advance(Duration.ofSeconds(29));
        assertEquals(0, reconciliation.run().taken());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(new RunSummary(1, 1, 0, 1, 0), reconciliation.run());
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
        assertEquals(Optional.empty(), world.dueAt(terms));
        assertEquals("status-check", world.payments.history(terms.id()).get(1).cause());
        clock.advance(Duration.ofDays(30));
        assertEquals(0, reconciliation.run().taken());
        assertEquals(1, bank.questions.size());
    }

    @Tag("slow")
    @Test
    void everyRunIsCountedAndSaysHowLongTheOldestHasWaited() {
        reconciliation.run();
        world.opened("bank", LIFE);
        clock.advance(Duration.ofMinutes(20));
        reconciliation.run();
        List<JsonNode> runs = world.metrics.with(Metric.RECONCILER_RUN);
        assertEquals(List.of(0L, 1170L), runs.stream().map(run -> run.path("DueBacklogAge").longValue()).toList());
        assertFalse(runs.get(0).has("Provider"));
    }

    @Test
    void aStatusCallAfterOneThatWasNotAnsweredIsARetry() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.isAway = true;
        clock.advance(Duration.ofSeconds(30));
        reconciliation.run();
        bank.isAway = false;
        jump(Duration.ofHours(1));
        assertTrue(world.metrics.sum(Metric.ATTEMPT) > world.metrics.sum(Metric.RETRY));
        assertEquals(1, world.metrics.sum(Metric.RETRY));
        assertEquals(Set.of(terms.id()), world.metrics.with(Metric.RETRY).stream().map(line -> line.path("payment").asText())
                .collect(Collectors.toSet()));
    }

    @Test
    void anOpenPaymentIsAskedAboutLessAndLessOftenUntilItExpires() {
        PaymentTerms terms = world.opened("bank", LIFE);
        while (world.status(terms) == PaymentStatus.PENDING) {
            jump(Duration.between(clock.instant(), world.dueAt(terms).orElseThrow()).minusMillis(1));
            int before = bank.questions.size();
            jump(Duration.ofMillis(1));
            assertEquals(before + 1, bank.questions.size());
        }
        assertEquals(PaymentStatus.EXPIRED, world.status(terms));
        assertEquals(List.of("payment.created", "payment.expired"), world.published(terms.id()));
        List<Duration> ages = bank.questions.stream().map(question -> Duration.between(terms.createdAt(), question.at())).toList();
        assertEquals(6, ages.size(), ages.toString());
        assertEquals(Duration.ofHours(24), ages.get(5));
        assertEquals(Optional.of("expiry"), world.payments.history(terms.id()).stream().reduce((first, last) -> last)
                .map(line -> line.cause()));
    }

    @Test
    void moneyThatComesAfterTheExpiryIsFoundWithoutAWebhook() {
        PaymentTerms terms = world.opened("bank", LIFE);
        jump(LIFE);
        assertEquals(PaymentStatus.EXPIRED, world.status(terms));
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofDays(1).plusHours(1));
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
        assertTrue(world.payment(terms).lateSuccess());
    }

    @Test
    void moneyThatIsNotEnoughIsInTheHistoryOnceHoweverOftenItIsFoundUntilTheRestComes() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), new Money(terms.amount().minor() - 1, "SLE"));
        for (int days = 0; days < 3; days++) {
            jump(Duration.ofDays(1).plusHours(1));
        }
        assertTrue(bank.questions.size() > 2, bank.questions.size() + " questions");
        assertEquals(PaymentStatus.EXPIRED, world.status(terms));
        assertEquals(Money.zero("SLE"), world.payment(terms).received());
        assertEquals(List.of("status-check amount COMPLETED 49.99 SLE"), world.payments.history(terms.id()).stream()
                .filter(line -> line.detail().containsKey("mismatch")).map(line -> line.cause() + " " + line.detail().get("mismatch") + " "
                        + line.detail().get("said") + " " + line.detail().get("paid")).toList());
        bank.hasTheMoney(terms.id(), new Money(terms.amount().minor() + 1, "SLE"));
        jump(Duration.ofDays(1).plusHours(1));
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
        assertEquals(new Money(terms.amount().minor() + 1, "SLE"), world.payment(terms).received());
    }

    @Test
    void aFailedAttemptIsNotTheEndBecauseTheCustomerMayPayByAnother() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.says(terms.id(), new StatusLookup.Known(PaymentStatus.FAILED, Optional.empty(), Optional.empty(),
                Optional.of(new Failure("wrong-pin", "Wrong PIN.")), Map.of()));
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.FAILED, world.status(terms));
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofMinutes(2));
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
        assertEquals(List.of("payment.created", "payment.failed", "payment.completed"), world.published(terms.id()));
    }

    @Test
    void whatWasGivenUpIsLeftAloneThreeDaysAfterItsExpiry() {
        PaymentTerms terms = world.opened("bank", LIFE);
        world.payments.raise(new StatusEvent(terms.id(), "bank", PaymentStatus.CANCELLED, Cause.MERCHANT, clock.instant(),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
        for (int hours = 0; hours < 24 * 5; hours += 4) {
            jump(Duration.ofHours(4));
        }
        assertEquals(PaymentStatus.CANCELLED, world.status(terms));
        assertEquals(Optional.empty(), world.dueAt(terms));
        assertTrue(bank.questions.size() <= 8, bank.questions.size() + " questions");
    }

    @Test
    void moneyIsFoundThoughTheProviderWasAwayWhenItWasToBeAskedForTheLastTime() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), terms.amount());
        bank.isAway = true;
        jump(LIFE.plusDays(4));
        assertEquals(PaymentStatus.EXPIRED, world.status(terms));
        bank.isAway = false;
        jump(Duration.ofDays(1).plusHours(1));
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
    }

    @Tag("slow")
    @Test
    void aProviderThatIsAwayForEverIsNotAskedForEver() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.isAway = true;
        for (int days = 0; days < 32; days++) {
            jump(Duration.ofDays(1));
        }
        assertEquals(Optional.empty(), world.dueAt(terms));
    }

    @Test
    void aCreationThatTheProviderKnowsGoesOnFromThere() {
        PaymentTerms open = world.reserved("bank", LIFE);
        PaymentTerms paid = world.reserved("bank", LIFE);
        bank.hasTheMoney(paid.id(), paid.amount());
        clock.advance(Duration.ofSeconds(34));
        assertEquals(0, reconciliation.run().taken());
        jump(Duration.ofSeconds(1));
        assertEquals(PaymentStatus.PENDING, world.status(open));
        assertEquals(PaymentStatus.COMPLETED, world.status(paid));
        assertEquals(List.of("payment.created"), world.published(open.id()));
    }

    @Test
    void aCreationThatTheProviderNeverHeardOfFailsAfterAnHour() {
        PaymentTerms unheard = world.reserved("bank", LIFE);
        PaymentTerms unaskable = world.reserved("bank", LIFE);
        bank.says(unheard.id(), new StatusLookup.NotFound("no such payment"));
        bank.says(unaskable.id(), new StatusLookup.NotPossible());
        minutes(59);
        assertEquals(PaymentStatus.CREATING, world.status(unheard));
        assertEquals(PaymentStatus.CREATING, world.status(unaskable));
        minutes(2);
        for (PaymentTerms terms : List.of(unheard, unaskable)) {
            assertEquals(PaymentStatus.FAILED, world.status(terms));
            assertEquals(Optional.of("creation-unknown"), world.payment(terms).failure().map(Failure::code));
            assertEquals(List.of("payment.failed"), world.published(terms.id()));
        }
        assertEquals(2, world.metrics.sum(Metric.CREATION_UNKNOWN));
    }

    @Test
    void aPaymentThatCanNeverBeAskedAboutExpiresAndCostsNoQuestions() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.says(terms.id(), new StatusLookup.NotPossible());
        jump(Duration.ofSeconds(30));
        assertEquals(Optional.of(terms.expiresAt()), world.dueAt(terms));
        jump(LIFE);
        assertEquals(PaymentStatus.EXPIRED, world.status(terms));
        assertEquals(Optional.empty(), world.dueAt(terms));
    }

    @Test
    void whatIsShortOfTheAmountNeverCompletes() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.hasTheMoney(terms.id(), new Money(4999, "SLE"));
        jump(Duration.ofMinutes(1));
        assertEquals(PaymentStatus.PENDING, world.status(terms));
        jump(LIFE);
        assertEquals(PaymentStatus.EXPIRED, world.status(terms));
    }

    @Test
    void aFirstFollowUpAsksAsOftenAsTheProviderAdvisesAndNoLaterOneDoes() {
        bank.followUp = new StatusLookup.Polling(Duration.ofSeconds(3), 10);
        PaymentTerms terms = world.opened("bank", LIFE);
        jump(Duration.ofSeconds(30));
        List<Instant> times = bank.questions.stream().map(FakeProvider.Question::at).toList();
        assertEquals(10, times.size());
        for (int place = 1; place < times.size(); place++) {
            assertTrue(Duration.between(times.get(place - 1), times.get(place)).compareTo(Duration.ofSeconds(3)) >= 0);
        }
        jump(Duration.ofMinutes(3));
        assertEquals(11, bank.questions.size());
        assertEquals(PaymentStatus.PENDING, world.status(terms));
    }

    @Test
    void aCustomerWhoAgreesDuringTheFirstFollowUpIsNoticedWithinSeconds() {
        bank.followUp = new StatusLookup.Polling(Duration.ofSeconds(3), 10);
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.whileAsked = () -> {
            if (bank.questions.size() == 4) {
                bank.hasTheMoney(terms.id(), terms.amount());
            }
        };
        jump(Duration.ofSeconds(30));
        assertEquals(4, bank.questions.size());
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
    }

    @Tag("slow")
    @Test
    void aProviderThatIsAwayForAnHourIsHardlyCalledAndEverythingIsCaughtUpAfterwards() {
        FakeProvider other = new FakeProvider("other", clock);
        Reconciliation both = world.reconciliation(Settings.USUAL, bank, other);
        List<PaymentTerms> waiting = opened("bank", 50);
        PaymentTerms elsewhere = world.opened("other", LIFE);
        waiting.forEach(terms -> bank.hasTheMoney(terms.id(), terms.amount()));
        other.hasTheMoney(elsewhere.id(), elsewhere.amount());
        bank.isAway = true;
        for (int minute = 0; minute < 60; minute++) {
            clock.advance(Duration.ofMinutes(1));
            both.run();
        }
        int calls = bank.questions.size();
        assertTrue(calls <= 20, calls + " calls in an hour's outage");
        assertEquals(PaymentStatus.COMPLETED, world.status(elsewhere));
        bank.isAway = false;
        for (int minute = 0; minute < 16; minute++) {
            clock.advance(Duration.ofMinutes(1));
            both.run();
        }
        for (PaymentTerms terms : waiting) {
            assertEquals(PaymentStatus.COMPLETED, world.status(terms));
        }
        assertEquals(calls + 50, bank.questions.size());
    }

    @Test
    void aProviderThatAsksForPatienceGetsIt() {
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

    @Tag("slow")
    @Test
    void aLinkExpiresEvenIfItsProviderNeverComesBack() {
        PaymentTerms terms = world.opened("bank", Duration.ofMinutes(30));
        PaymentTerms lost = world.reserved("bank", Duration.ofHours(24));
        opened("bank", 10);
        bank.isAway = true;
        minutes(60);
        assertEquals(PaymentStatus.PENDING, world.status(terms));
        // Two hours of patience with the creation, and one more until a look that happened just before is long overdue.
        minutes(140);
        assertEquals(PaymentStatus.EXPIRED, world.status(terms));
        assertEquals(PaymentStatus.FAILED, world.status(lost));
    }

    @Test
    void overlappingRunsAskAboutNoPaymentTwiceForOneTimeOfBeingDue() {
        List<PaymentTerms> open = opened("bank", 30);
        List<PaymentTerms> paid = opened("bank", 30);
        paid.forEach(terms -> bank.hasTheMoney(terms.id(), terms.amount()));
        for (Duration step : List.of(Duration.ofSeconds(33), Duration.ofSeconds(100), Duration.ofMinutes(9), Duration.ofHours(1))) {
            clock.advance(step);
            int before = bank.questions.size();
            CompletableFuture.allOf(IntStream.range(0, 3).mapToObj(run -> CompletableFuture.runAsync(() ->
                    world.reconciliation(Settings.USUAL, bank).run())).toArray(CompletableFuture[]::new)).join();
            List<String> asked = bank.questions.stream().skip(before).map(FakeProvider.Question::paymentId).toList();
            assertEquals(new HashSet<>(asked).size(), asked.size());
            assertTrue(asked.containsAll(open.stream().map(PaymentTerms::id).toList()));
        }
        for (PaymentTerms terms : paid) {
            assertEquals(List.of("payment.created", "payment.completed"), world.published(terms.id()));
            assertEquals(1, bank.questions.stream().filter(question -> question.paymentId().equals(terms.id())).count());
        }
    }

    @Test
    void aRunSeesToAllOthersWhereOneItemCanBeNeitherTakenNorGivenBack() {
        List<PaymentTerms> all = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            all.add(world.opened("bank", LIFE));
        }
        for (int round = 0; round < 2; round++) {
            PaymentTerms stuck = all.get(5);
            boolean atTaking = round == 0;
            world.ofRuns = new DueIndex() {
                @Override
                public List<DueItem> page(String provider, int shard, Instant until, int limit, Optional<DueItem> after) {
                    return world.index.page(provider, shard, until, limit, after);
                }

                @Override
                public Optional<DueItem> move(DueItem due, Instant next) {
                    fail(due, true);
                    return world.index.move(due, next);
                }

                @Override
                public void release(DueItem due, Instant next) {
                    fail(due, false);
                    world.index.release(due, next);
                }

                @Override
                public Optional<Instant> failed(DueItem due, Instant now) {
                    return world.index.failed(due, now);
                }

                @Override
                public void deadLetter(DueItem due, Instant now) {
                    world.index.deadLetter(due, now);
                }

                private void fail(DueItem due, boolean isTaking) {
                    if (due.subject().equals(new DueItem.OfPayment(stuck.id())) && isTaking == atTaking) {
                        throw new StoreUnavailable("Played", new IllegalStateException());
                    }
                }

                @Override
                public void settle(DueItem due) {
                    world.index.settle(due);
                }
            };
            clock.advance(Duration.ofHours(atTaking ? 8 : 17));
            RunSummary summary = world.reconciliation(Settings.USUAL, bank).run();
            assertEquals(atTaking ? 11 : 12, summary.taken());
            assertEquals(1, summary.failed());
        }
    }

    @Test
    void anAnswerThatCannotBeReadConcernsItsPaymentAlone() {
        List<PaymentTerms> unreadable = opened("bank", 10);
        unreadable.forEach(terms -> bank.says(terms.id(), new StatusLookup.Unreadable("answered without a status that can be read")));
        PaymentTerms good = world.opened("bank", LIFE);
        bank.hasTheMoney(good.id(), good.amount());
        jump(Duration.ofSeconds(30));
        assertEquals(PaymentStatus.COMPLETED, world.status(good));
        assertTrue(world.outages.find("bank").isNone());
        for (int hour = 0; hour < 24; hour++) {
            jump(Duration.ofHours(1));
        }
        assertTrue(bank.questions.size() < 80, bank.questions.size() + " questions");
    }

    @Test
    void moneyWithoutAnAmountIsAMismatchInTheHistoryAndHoldsUpNobody() {
        List<PaymentTerms> paid = opened("bank", 10);
        paid.forEach(terms -> bank.says(terms.id(), new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.empty(), Optional.of("tx-1"),
                Optional.empty(), Map.of("amount", "0.01"))));
        jump(Duration.ofSeconds(30));
        assertTrue(world.outages.find("bank").isNone());
        paid.forEach(terms -> {
            assertEquals(PaymentStatus.PENDING, world.status(terms));
            assertEquals("amount", world.payments.history(terms.id()).get(1).detail().get("mismatch"));
        });
    }

    @Tag("slow")
    @Test
    void whatCannotBeWorkedOnIsTriedLaterAndLaterAndThenDeadLetteredWithOneStackTrace() {
        PaymentTerms terms = world.opened("bank", Duration.ofDays(9));
        bank.whileAsked = () -> {
            throw new IllegalArgumentException("a fault of ours");
        };
        List<LogRecord> lines = LoggedLines.of(ReconciliationRun.class, () -> {
            for (int quarter = 0; quarter < 4 * 30; quarter++) {
                jump(Duration.ofMinutes(15));
            }
        });
        assertTrue(bank.questions.size() > 50 && bank.questions.size() < 110, bank.questions.size() + " questions");
        assertEquals(Optional.empty(), world.dueAt(terms));
        assertEquals(1, lines.stream().filter(line -> line.getThrown() != null).count());
        assertEquals(1, lines.stream().filter(line -> LoggedLines.text(line).startsWith("due-item-dead-lettered provider=bank")).count());
    }

    @Test
    void aFaultThatPassesIsForgotten() {
        PaymentTerms terms = world.opened("bank", Duration.ofDays(9));
        Runnable fault = () -> {
            throw new IllegalArgumentException("a fault of ours");
        };
        bank.whileAsked = fault;
        jump(Duration.ofSeconds(30));
        bank.whileAsked = () -> { };
        jump(Duration.ofMinutes(5));
        bank.whileAsked = fault;
        jump(Duration.ofDays(2));
        assertTrue(world.dueAt(terms).isPresent());
    }

    @Test
    void whatADeadRunHadTakenIsDueAgainWhenItsLeaseIsOver() {
        PaymentTerms terms = world.opened("bank", LIFE);
        bank.whileAsked = () -> {
            throw new OutOfMemoryError("the process died");
        };
        clock.advance(Duration.ofSeconds(30));
        assertThrows(IllegalStateException.class, reconciliation::run);
        bank.whileAsked = () -> { };
        bank.hasTheMoney(terms.id(), terms.amount());
        jump(Duration.ofSeconds(119));
        assertEquals(PaymentStatus.PENDING, world.status(terms));
        jump(Duration.ofSeconds(1));
        assertEquals(PaymentStatus.COMPLETED, world.status(terms));
    }

    @Test
    void aRunIsBoundedInItemsAndInTimeAndTheNextOneGoesOn() {
        List<PaymentTerms> many = opened("bank", 60);
        many.forEach(terms -> bank.hasTheMoney(terms.id(), terms.amount()));
        clock.advance(Duration.ofMinutes(1));
        assertEquals(20, world.reconciliation(Settings.USUAL.items(20), bank).run().taken());
        bank.whileAsked = () -> clock.advance(Duration.ofSeconds(5));
        RunSummary timed = world.reconciliation(Settings.USUAL.concurrency(1), bank).run();
        assertEquals(9, timed.taken());
        bank.whileAsked = () -> { };
        jump(Duration.ofMinutes(1));
        assertEquals(60, bank.questions.size());
        assertTrue(many.stream().allMatch(terms -> world.status(terms) == PaymentStatus.COMPLETED));
    }

    @Test
    void noMoreQuestionsAreOpenAtOnceThanAllowed() {
        opened("bank", 40);
        bank.whileAsked = () -> {
            try {
                Thread.sleep(5);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        jump(Duration.ofMinutes(1));
        assertTrue(bank.mostAtOnce.get() <= 4, bank.mostAtOnce + " at once");
        assertTrue(bank.mostAtOnce.get() > 1, "one after the other");
    }

    @Test
    void aClockThatJumpsLosesNothingAndAsksNothingTwice() {
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
        assertTrue(some.stream().allMatch(terms -> world.status(terms) == PaymentStatus.EXPIRED));
        assertTrue(some.stream().allMatch(terms -> world.dueAt(terms).isEmpty()));
    }

    private List<PaymentTerms> opened(String provider, int count) {
        return new ArrayList<>(Stream.generate(() -> world.opened(provider, LIFE)).limit(count).toList());
    }

    private void jump(Duration by) {
        clock.advance(by);
        reconciliation.run();
    }

    /** A run each minute, as the schedule has it. */
    private void minutes(int count) {
        for (int minute = 0; minute < count; minute++) {
            jump(Duration.ofMinutes(1));
        }
    }
}
