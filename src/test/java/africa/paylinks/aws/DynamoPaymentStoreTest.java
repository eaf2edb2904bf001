package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static africa.paylinks.payment.SamplePayments.statusEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentPage;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore.StatusCheckCaller;
import africa.paylinks.payment.PaymentStore.Raise;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DynamoPaymentStoreTest {

    private final DynamoPaymentStore store = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final String merchant = "m-" + UUID.randomUUID();

    @Test
    void aStoredPaymentIsReadBackCompletely() {
        PaymentTerms terms = put(NOW);
        Payment payment = store.find(terms.id()).orElseThrow();
        assertEquals(terms, payment.terms());
        assertEquals(Payment.creating(terms), payment);
        assertTrue(store.find("pay_nobody").isEmpty());
    }

    @Test
    void aStatusEventRaisesThePaymentAndReturnsItsOutcome() {
        PaymentTerms terms = put(NOW);
        assertEquals(Raise.RAISED, store.raise(statusEvent(terms, PaymentStatus.FAILED)));
        assertEquals(Raise.STALE, store.raise(statusEvent(terms, PaymentStatus.EXPIRED)));
        assertEquals(Raise.MISMATCH,
                store.raise(statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(1, "SLE")))));
        assertEquals(Raise.RAISED, store.raise(statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals(Raise.STALE, store.raise(statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals(Raise.UNKNOWN_PAYMENT, store.raise(statusEvent(SamplePayments.terms(), PaymentStatus.COMPLETED)));
        assertEquals(List.of("CREATING>FAILED", "FAILED>COMPLETED", "FAILED>FAILED"),
                store.history(terms.id()).stream().map(line -> line.from() + ">" + line.to()).toList());
    }

    @Test
    void theProvidersFeeIsStoredWhenThePaymentCompletesAndStays() {
        PaymentTerms terms = put(NOW);
        Optional<Money> fee = Optional.of(new Money(95, "SLE"));
        store.raise(statusEvent(terms, PaymentStatus.FAILED, Optional.of(terms.amount())).withProviderFee(fee));
        assertEquals(Optional.empty(), store.find(terms.id()).orElseThrow().providerFee());
        store.raise(statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(terms.amount())).withProviderFee(fee));
        store.raise(statusEvent(terms, PaymentStatus.REFUNDED, Optional.of(terms.amount())).withProviderFee(Optional.of(new Money(1, "SLE"))));
        assertEquals(fee, store.find(terms.id()).orElseThrow().providerFee());
    }

    @Test
    void aFeeThatTheAmountPaidDoesNotCoverIsNotStored() {
        for (Money fee : List.of(new Money(5001, "SLE"), new Money(95, "USD"))) {
            PaymentTerms terms = put(NOW);
            assertEquals(Raise.RAISED, store.raise(statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(terms.amount()))
                    .withProviderFee(Optional.of(fee))));
            assertEquals(Optional.empty(), store.find(terms.id()).orElseThrow().providerFee());
        }
        PaymentTerms withoutAmount = put(NOW);
        store.raise(statusEvent(withoutAmount, PaymentStatus.COMPLETED).withProviderFee(Optional.of(new Money(95, "SLE"))));
        assertEquals(Optional.empty(), store.find(withoutAmount.id()).orElseThrow().providerFee());
    }

    @Test
    void aDecidedPaymentIsNoLongerDue() {
        PaymentTerms terms = put(NOW);
        store.raise(statusEvent(terms, PaymentStatus.COMPLETED));
        var item = TestTable.partition("PAYMENT#" + terms.id()).stream()
                .filter(candidate -> candidate.get("sk").s().equals("PAYMENT")).findFirst().orElseThrow();
        assertFalse(item.containsKey("dueAt"));
        assertFalse(item.containsKey("dueShard"));
    }

    @Test
    void historyIsInCausalOrderThoughClocksDiffer() {
        PaymentTerms terms = put(NOW);
        store.raise(statusEvent(terms, PaymentStatus.FAILED));
        var behind = statusEvent(terms, PaymentStatus.COMPLETED);
        store.raise(new StatusEvent(behind.paymentId(), behind.provider(), behind.status(),
                behind.cause(), behind.at().minusSeconds(60), behind.paid(), behind.providerReference(), behind.failure(),
                behind.detail(), behind.aliases(), behind.withoutAmount()));
        assertEquals(PaymentStatus.FAILED, store.history(terms.id()).stream()
                .filter(line -> line.to() == PaymentStatus.COMPLETED).findFirst().orElseThrow().from());
    }

    @Test
    void aMerchantsPaymentsComeNewestFirstInPages() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            expected.add(0, put(NOW.plusSeconds(i)).id());
        }
        List<String> found = new ArrayList<>();
        Optional<PaymentSearch.Position> after = Optional.empty();
        int pages = 0;
        do {
            TestTable.settle();
            PaymentPage page = store.search(search(Optional.empty(), Optional.empty(), Optional.empty(), 3, after));
            page.payments().forEach(payment -> found.add(payment.id()));
            after = page.next();
            pages++;
        } while (after.isPresent() && pages < 10);
        assertEquals(expected, found);
    }

    @Test
    void timesAndStatusNarrowASearch() {
        PaymentTerms early = put(NOW);
        PaymentTerms late = put(NOW.plusSeconds(10));
        store.raise(statusEvent(late, PaymentStatus.COMPLETED));
        assertEquals(List.of(late.id()), ids(search(Optional.of(PaymentStatus.COMPLETED), Optional.empty(), Optional.empty(), 10, Optional.empty())));
        assertEquals(List.of(late.id()), ids(search(Optional.empty(), Optional.of(NOW.plusSeconds(10)), Optional.empty(), 10, Optional.empty())));
        assertEquals(List.of(early.id()), ids(search(Optional.empty(), Optional.empty(), Optional.of(NOW.plusSeconds(10)), 10, Optional.empty())));
    }

    @Test
    void aPlaceInAnothersPaymentsShowsNothingOfTheirs() {
        PaymentTerms own = put(NOW);
        PaymentTerms foreign = SamplePayments.terms("m-" + UUID.randomUUID(), new Money(1, "SLE"), NOW.plusSeconds(5));
        put(foreign);
        assertEquals(List.of(own.id()), ids(search(Optional.empty(), Optional.empty(), Optional.empty(), 10,
                Optional.of(new PaymentSearch.Position(foreign.createdAt(), foreign.id())))));
    }

    @Test
    void statusChecksContinueAtGrowingIntervals() {
        PaymentTerms terms = put(NOW);
        Duration interval = Duration.ofSeconds(3);
        assertEquals(Optional.empty(), store.claimStatusCheck(terms.id(), StatusCheckCaller.PAGE, NOW, interval));
        assertEquals(Optional.of(NOW.plusSeconds(3)), store.claimStatusCheck(terms.id(), StatusCheckCaller.PAGE, NOW.plusSeconds(2), interval));
        assertEquals(List.of(0L, 3L, 8L, 15L, 26L, 42L, 65L, 100L), questions(terms, Duration.ofMinutes(2)).subList(0, 8));
        List<Long> late = questions(terms, Duration.ofHours(4)).stream().filter(second -> second > 3600).toList();
        assertTrue(late.size() >= 30 && late.size() <= 37, late.toString());
        assertTrue(store.claimStatusCheck("pay_nobody", StatusCheckCaller.PAGE, NOW, interval).isPresent());
    }

    @Test
    void aReturnAfterHalfAnHourRestartsTheShortPollIntervals() {
        PaymentTerms terms = put(NOW);
        questions(terms, Duration.ofHours(1));
        Instant back = NOW.plus(Duration.ofHours(2));
        assertEquals(Optional.empty(), store.claimStatusCheck(terms.id(), StatusCheckCaller.PAGE, back, Duration.ofSeconds(3)));
        assertEquals(Optional.empty(), store.claimStatusCheck(terms.id(), StatusCheckCaller.PAGE, back.plusSeconds(3), Duration.ofSeconds(3)));
    }

    @Test
    void statusChecksOfMerchantAndPageAreLimitedSeparately() {
        PaymentTerms terms = put(NOW);
        questions(terms, Duration.ofHours(1));
        Instant now = NOW.plus(Duration.ofHours(1));
        assertEquals(Optional.empty(), store.claimStatusCheck(terms.id(), StatusCheckCaller.MERCHANT, now, Duration.ofSeconds(3)));
        assertEquals(Optional.empty(), store.claimStatusCheck(terms.id(), StatusCheckCaller.SCHEDULE, now, Duration.ofSeconds(3)));
    }

    /**
     * At which seconds the provider may be asked by a page that wants to each second. After two minutes it tries again only a second before the
     * time that a refusal names, and at that time.
     */
    private List<Long> questions(PaymentTerms terms, Duration time) {
        List<Long> allowed = new ArrayList<>(List.of(0L));
        for (long second = 1; second <= time.toSeconds(); second++) {
            Optional<Instant> refusedUntil = store.claimStatusCheck(terms.id(), StatusCheckCaller.PAGE, NOW.plusSeconds(second), Duration.ofSeconds(3));
            if (refusedUntil.isEmpty()) {
                allowed.add(second);
            } else if (second > 120) {
                second = Math.max(second, Duration.between(NOW, refusedUntil.get()).toSeconds() - 2);
            }
        }
        return allowed;
    }

    @Test
    void theProvidersFirstReferenceStays() {
        PaymentTerms terms = put(NOW);
        store.recordProviderReference(terms.id(), "fluid", 0, "foreign");
        assertTrue(store.find(terms.id()).orElseThrow().providerReference().isEmpty());
        store.recordProviderReference(terms.id(), "flot", 0, "first");
        store.recordProviderReference(terms.id(), "flot", 0, "second");
        assertEquals(Optional.of("first"), store.find(terms.id()).orElseThrow().providerReference());
    }

    @Test
    void theReferenceOfTheAttemptThatPaidStandsAboveThatOfOneThatFailed() {
        PaymentTerms terms = put(NOW);
        store.raise(referring(terms, PaymentStatus.FAILED, "first"));
        store.raise(referring(terms, PaymentStatus.COMPLETED, "second"));
        assertEquals(Optional.of("second"), store.find(terms.id()).orElseThrow().providerReference());
        PaymentTerms other = put(NOW);
        store.raise(referring(other, PaymentStatus.COMPLETED, "second"));
        store.raise(referring(other, PaymentStatus.FAILED, "first"));
        assertEquals(Optional.of("second"), store.find(other.id()).orElseThrow().providerReference());
    }

    @Test
    void aRefundedPaymentIsFullyRefunded() {
        PaymentTerms terms = put(NOW);
        store.raise(statusEvent(terms, PaymentStatus.COMPLETED));
        assertEquals(0, store.find(terms.id()).orElseThrow().refunded().minor());
        store.raise(statusEvent(terms, PaymentStatus.REFUNDED));
        assertEquals(terms.amount(), store.find(terms.id()).orElseThrow().refunded());
    }

    @Test
    void theReceivedAmountIsThePaidAmountOrTheAmountDueIfUnreported() {
        PaymentTerms terms = put(NOW);
        assertEquals(Money.zero("SLE"), received(terms));
        store.raise(statusEvent(terms, PaymentStatus.FAILED));
        assertEquals(Money.zero("SLE"), received(terms));
        store.raise(statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(5201, "SLE"))));
        assertEquals(new Money(5201, "SLE"), received(terms));
        PaymentTerms withoutAmount = put(NOW);
        store.raise(statusEvent(withoutAmount, PaymentStatus.COMPLETED));
        assertEquals(withoutAmount.amount(), received(withoutAmount));
    }

    @Test
    void aRefundDoesNotReduceTheReceivedAmount() {
        PaymentTerms terms = put(NOW);
        store.raise(statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(5201, "SLE"))));
        store.raise(statusEvent(terms, PaymentStatus.REFUNDED));
        assertEquals(new Money(5201, "SLE"), received(terms));
        PaymentTerms neverSeenPaid = put(NOW);
        store.raise(statusEvent(neverSeenPaid, PaymentStatus.REFUNDED, Optional.of(new Money(5002, "SLE"))));
        assertEquals(new Money(5002, "SLE"), received(neverSeenPaid));
        assertEquals(neverSeenPaid.amount(), store.find(neverSeenPaid.id()).orElseThrow().refunded());
    }

    @Test
    void aPaymentPaidBeforeReceivedAmountsWereStoredReceivedTheAmountDue() {
        PaymentTerms terms = put(NOW);
        store.raise(statusEvent(terms, PaymentStatus.COMPLETED));
        TestTable.client().updateItem(request -> request.tableName(TestTable.CONFIG.table()).key(Keys.payment(terms.id()))
                .updateExpression("REMOVE receivedMinor"));
        assertEquals(terms.amount(), received(terms));
    }

    @Test
    void furtherMoneyIsInTheHistoryOnceAndInOrderHoweverOftenItIsReported() {
        PaymentTerms terms = put(NOW);
        Money little = new Money(4999, "SLE");
        assertEquals(Raise.MISMATCH, store.raise(found(terms, little, "a", 60)));
        store.raise(statusEvent(terms, PaymentStatus.EXPIRED));
        for (int day = 1; day < 4; day++) {
            assertEquals(Raise.KNOWN_MISMATCH, store.raise(found(terms, little, "a", day * 86_400)));
        }
        assertEquals(Raise.MISMATCH, store.raise(found(terms, new Money(5000, "NGN"), "a", 90_000)));
        assertEquals(Raise.MISMATCH, store.raise(found(terms, little, "b", 95_000)));
        assertEquals(Raise.RAISED, store.raise(found(terms, terms.amount(), "a", 99_000)));
        assertEquals(List.of("webhook EXPIRED null null", "status-check CREATING amount 49.99 SLE", "status-check EXPIRED currency 50.00 NGN",
                "status-check EXPIRED amount 49.99 SLE", "status-check COMPLETED null null"),
                store.history(terms.id()).stream().map(line -> line.cause() + " " + line.to() + " " + line.detail().get("mismatch") + " "
                        + line.detail().get("paid")).toList());
        HistoryEntry first = store.history(terms.id()).get(1);
        assertEquals(NOW.plusSeconds(60), first.at());
        assertEquals(first.from(), first.to());
        assertEquals("COMPLETED", first.detail().get("said"));
        assertEquals(terms.amount(), received(terms));
    }

    @Test
    void concurrentReportsOfOneMismatchWriteOneHistoryEntry() throws Exception {
        PaymentTerms terms = put(NOW);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Raise>> raises = IntStream.range(0, 24).<Callable<Raise>>mapToObj(number ->
                    () -> store.raise(found(terms, new Money(1, "SLE"), "a", number))).toList();
            List<Raise> answers = new ArrayList<>();
            for (Future<Raise> answer : threads.invokeAll(raises)) {
                answers.add(answer.get());
            }
            assertEquals(1, Collections.frequency(answers, Raise.MISMATCH));
            assertEquals(23, Collections.frequency(answers, Raise.KNOWN_MISMATCH));
        } finally {
            threads.shutdown();
        }
        assertEquals(1, store.history(terms.id()).size());
    }

    @Test
    void aProvidersReferenceOfAnyLengthFitsIntoTheHistory() {
        PaymentTerms terms = put(NOW);
        assertEquals(Raise.MISMATCH, store.raise(found(terms, new Money(1, "SLE"), "ж".repeat(3_000), 1)));
        assertEquals(Raise.KNOWN_MISMATCH, store.raise(found(terms, new Money(1, "SLE"), "ж".repeat(3_000), 2)));
        assertEquals(1, store.history(terms.id()).size());
    }

    @Test
    void aSecondTransactionOrMoreMoneyThatAStatusCheckFindsIsInTheHistoryOnce() {
        PaymentTerms terms = put(NOW);
        assertEquals(Raise.RAISED, store.raise(found(terms, terms.amount(), "tx-1", 1)));
        assertEquals(Raise.STALE, store.raise(found(terms, terms.amount(), "tx-1", 2)));
        assertEquals(Raise.PAID_AGAIN, store.raise(found(terms, terms.amount(), "tx-2", 3)));
        assertEquals(Raise.KNOWN_PAID_AGAIN, store.raise(found(terms, terms.amount(), "tx-2", 4)));
        assertEquals(Raise.PAID_AGAIN, store.raise(found(terms, new Money(9900, "SLE"), "tx-1", 5)));
        assertEquals(List.of("tx-2", "tx-1"), store.history(terms.id()).stream()
                .flatMap(line -> Optional.ofNullable(line.detail().get("paidAgain")).stream()).toList());
        assertEquals(terms.amount(), received(terms));
    }

    @Test
    void theSameDebitUnderAnotherIdIsNotPaidAgain() {
        PaymentTerms terms = put(NOW);
        assertEquals(Raise.RAISED, store.raise(found(terms, terms.amount(), "of-the-webhook", 1).ofDebit(1)));
        assertEquals(Raise.STALE, store.raise(found(terms, terms.amount(), "of-the-answer", 2).ofDebit(1)));
        assertEquals(Raise.PAID_AGAIN, store.raise(found(terms, terms.amount(), "of-the-answer", 3).ofDebit(2)));
    }

    private Money received(PaymentTerms terms) {
        return store.find(terms.id()).orElseThrow().received();
    }

    /** What a status call finds out. */
    private static StatusEvent found(PaymentTerms terms, Money paid, String reference, long seconds) {
        return new StatusEvent(terms.id(), terms.provider(), PaymentStatus.COMPLETED, StatusEvent.Cause.STATUS_CHECK,
                NOW.plusSeconds(seconds), Optional.of(paid), Optional.of(reference), Optional.empty(), Map.of());
    }

    private static StatusEvent referring(PaymentTerms terms, PaymentStatus status, String reference) {
        StatusEvent event = statusEvent(terms, status);
        return new StatusEvent(event.paymentId(), event.provider(), event.status(), event.cause(), event.at(), event.paid(),
                Optional.of(reference), event.failure(), event.detail(), event.aliases(), event.withoutAmount());
    }

    @Test
    void anUnreachableStoreThrowsStoreUnavailable() {
        DynamoPaymentStore away = new DynamoPaymentStore(TestTable.unreachable(), TestTable.CONFIG);
        assertThrows(StoreUnavailable.class, () -> away.find("pay_x"));
        assertThrows(StoreUnavailable.class, () -> away.raise(statusEvent(SamplePayments.terms(), PaymentStatus.FAILED)));
    }

    private PaymentTerms put(Instant createdAt) {
        PaymentTerms terms = SamplePayments.terms(merchant, new Money(5000, "SLE"), createdAt);
        put(terms);
        return terms;
    }

    private static void put(PaymentTerms terms) {
        TestTable.client().putItem(request -> request.tableName(TestTable.CONFIG.table())
                .item(PaymentItem.creating(terms, terms.createdAt())));
    }

    private List<String> ids(PaymentSearch search) {
        TestTable.settle();
        return store.search(search).payments().stream().map(Payment::id).toList();
    }

    private PaymentSearch search(Optional<PaymentStatus> status, Optional<Instant> from, Optional<Instant> to, int limit,
            Optional<PaymentSearch.Position> after) {
        return new PaymentSearch(merchant, Optional.empty(), status, from, to, limit, after);
    }
}
