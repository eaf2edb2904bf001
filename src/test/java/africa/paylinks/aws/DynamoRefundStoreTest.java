package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.refund.RefundStore.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DynamoRefundStoreTest {

    private static final Fingerprint FINGERPRINT = new Fingerprint("f");

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final AdjustableClock slowClock = new AdjustableClock(SamplePayments.NOW);
    private final DynamoRefundStore store = new DynamoRefundStore(TestTable.overHttp(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final DynamoRefundStore elsewhere =
            new DynamoRefundStore(TestTable.overHttp(), TestTable.CONFIG, slowClock, SamplePayments.IDS);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.overHttp(), TestTable.CONFIG);
    private final IdempotencyKey key = new IdempotencyKey("shop", UUID.randomUUID().toString());

    @Test
    void aKeyThatWasGivenUpAfterItsLeaseIsNewForEverybodyWhateverHisClockSays() {
        PaymentTerms terms = paid();
        Refund refund = refund(terms);
        Reservation.Started first = assertInstanceOf(Reservation.Started.class, order(store, refund, terms));
        clock.advance(Duration.ofSeconds(40));
        slowClock.advance(Duration.ofSeconds(38));
        store.abandon(refund.failed(new Failure("provider-timeout", "Not asked."), clock.instant()),
                store.refundable(terms.id()).orElseThrow().payment(), first.token());
        assertInstanceOf(Reservation.Started.class, order(elsewhere, refund(terms), terms));
        assertEquals(2, store.refunds(terms.id()).size());
    }

    @Test
    void aFormerOwnerThatResumesChangesNothingOfAnAbandonedAndReusedKey() {
        PaymentTerms terms = paid();
        Refund refund = refund(terms);
        FencingToken old = assertInstanceOf(Reservation.Started.class, order(store, refund, terms)).token();
        clock.advance(Duration.ofSeconds(40));
        FencingToken next = assertInstanceOf(Reservation.TakenOver.class, store.earlier(key, FINGERPRINT).orElseThrow()).token();
        store.abandon(refund.failed(new Failure("provider-timeout", "Not asked."), clock.instant()),
                store.refundable(terms.id()).orElseThrow().payment(), next);
        FencingToken current = assertInstanceOf(Reservation.Started.class, order(store, refund(terms), terms)).token();

        assertEquals(old.fence(), current.fence());
        assertEquals(Settlement.TAKEN_OVER, store.answer(old, new StoredAnswer(201, Map.of(), "late")));
        assertEquals(Settlement.WRITTEN, store.answer(current, new StoredAnswer(201, Map.of(), "{}")));
    }

    @Test
    void aRefundSettledConcurrentlyIsLeftUnchanged() {
        PaymentTerms terms = paid();
        Refund refund = Refund.ordered(SamplePayments.IDS.next("ref"), terms, new Money(3000, "SLE"), Optional.empty(),
                clock.instant(), clock.instant().plusSeconds(60));
        order(store, refund, terms);
        Refund settled = refund.completed(Optional.of("provider-1"), clock.instant());
        store.settle(settled, store.refundable(terms.id()).orElseThrow().payment(), Cause.STATUS_CHECK);
        store.settle(settled, store.refundable(terms.id()).orElseThrow().payment(), Cause.WEBHOOK);
        assertEquals(new Money(3000, "SLE"), store.refundable(terms.id()).orElseThrow().payment().refunded());
    }

    @Test
    void refundsNeverExceedTheRemainingAmount() {
        PaymentTerms terms = paid();
        assertTrue(order(terms, 3000).isPresent());
        assertTrue(order(terms, 2001).isEmpty());
        assertTrue(order(terms, 2000).isPresent());
        assertEquals(List.of(3000L, 2000L), store.refunds(terms.id()).stream().map(refund -> refund.amount().minor()).toList());
    }

    @Test
    void aKeyThatIsInUseOrdersNothingElse() {
        PaymentTerms terms = paid();
        order(store, refund(terms), terms);
        assertInstanceOf(Reservation.InProgress.class, order(store, refund(terms), terms));
        assertEquals(1, store.refunds(terms.id()).size());
    }

    @Test
    void aRefundOfARefundedPaymentIsSettledAndNotCountedTwice() {
        PaymentTerms terms = paid();
        Refund refund = refund(terms);
        order(store, refund, terms);
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.REFUNDED));
        store.settle(refund.completed(Optional.of("provider-1"), clock.instant()),
                store.refundable(terms.id()).orElseThrow().payment(), Cause.WEBHOOK);
        assertEquals(RefundStatus.COMPLETED, store.find(terms.id(), refund.id()).orElseThrow().status());
        assertEquals(terms.amount(), payments.find(terms.id()).orElseThrow().refunded());
        assertTrue(payments.history(terms.id()).stream().anyMatch(line -> refund.id().equals(line.detail().get("refund"))
                && "COMPLETED".equals(line.detail().get("refundStatus")) && line.to() == PaymentStatus.REFUNDED));
    }

    private Optional<Reservation> order(PaymentTerms terms, long minor) {
        Refund part = Refund.ordered(SamplePayments.IDS.next("ref"), terms, new Money(minor, "SLE"), Optional.empty(),
                clock.instant(), clock.instant().plusSeconds(60));
        clock.advance(Duration.ofMillis(1));
        return store.order(new IdempotencyKey("shop", UUID.randomUUID().toString()), FINGERPRINT, part,
                store.refundable(terms.id()).orElseThrow());
    }

    private Reservation order(DynamoRefundStore by, Refund refund, PaymentTerms terms) {
        return by.order(key, FINGERPRINT, refund, store.refundable(terms.id()).orElseThrow()).orElseThrow();
    }

    private Refund refund(PaymentTerms terms) {
        return Refund.ordered(SamplePayments.IDS.next("ref"), terms, terms.amount(), Optional.empty(), clock.instant(),
                clock.instant().plusSeconds(60));
    }

    private PaymentTerms paid() {
        PaymentTerms terms = SamplePayments.terms();
        DynamoIdempotencyStore creations = new DynamoIdempotencyStore(TestTable.overHttp(), TestTable.CONFIG, clock, SamplePayments.IDS);
        Reservation.Started started = (Reservation.Started) creations.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()),
                FINGERPRINT, terms);
        creations.complete(started.token(), SamplePayments.opening(terms), new StoredAnswer(201, Map.of(), "{}"));
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(terms.amount())));
        return terms;
    }
}
