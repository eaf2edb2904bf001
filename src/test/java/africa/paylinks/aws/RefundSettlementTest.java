package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.refund.RefundStore.Settlement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of a refund's end when somebody else was faster. */
class RefundSettlementTest {

    private static final Fingerprint FINGERPRINT = new Fingerprint("f");
    private static final StoredAnswer ANSWER = new StoredAnswer(201, Map.of(), "{}");

    private final Map<String, Integer> calls = new HashMap<>();
    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW.plusSeconds(60));
    private final DynamoRefundStore store = new DynamoRefundStore(
            InterceptedStore.of(TestTable.client(), operation -> calls.merge(operation, 1, Integer::sum)), TestTable.CONFIG, clock,
            SamplePayments.IDS);
    private final IdempotencyKey key = new IdempotencyKey("shop", UUID.randomUUID().toString());
    private final PaymentTerms terms = paid();

    @Test
    void aRefundThatFitsIsSettledWithItsAnswerInOneCall() {
        Refund refund = refund(5000);
        FencingToken claim = order(refund);
        Payment seen = payment();
        calls.clear();
        assertEquals(Settlement.WRITTEN, store.settle(completed(refund), seen, Cause.MERCHANT, claim, ANSWER));
        assertEquals(Map.of("transactWriteItems", 1), calls);
        assertEquals(Optional.of(new Reservation.Answered(ANSWER)), store.earlier(key, FINGERPRINT));
    }

    @Test
    void aFormerOwnerOfTheKeySettlesNothing() {
        Refund refund = refund(2000);
        FencingToken claim = order(refund);
        clock.advance(TestTable.CONFIG.idempotency().lease());
        FencingToken next = assertInstanceOf(Reservation.TakenOver.class, store.earlier(key, FINGERPRINT).orElseThrow()).token();
        assertEquals(Settlement.TAKEN_OVER, store.settle(completed(refund), payment(), Cause.MERCHANT, claim, ANSWER));
        assertEquals(Settlement.TAKEN_OVER, store.answer(claim, ANSWER));
        assertTrue(store.find(terms.id(), refund.id()).orElseThrow().isOpen());
        assertEquals(Settlement.WRITTEN, store.answer(next, ANSWER));
    }

    @Test
    void aRefundSettledConcurrentlyIsCountedOnceAndItsAnswerStillWritten() {
        for (int minor : new int[] {1000, 3000}) {
            IdempotencyKey own = new IdempotencyKey("shop", UUID.randomUUID().toString());
            Refund refund = refund(minor);
            FencingToken claim = order(own, refund);
            store.settle(completed(refund), payment(), Cause.WEBHOOK);
            Payment afterwards = payment();
            assertEquals(Settlement.ALREADY_SETTLED, store.settle(completed(refund), afterwards, Cause.MERCHANT, claim, ANSWER));
            assertEquals(afterwards, payment());
            assertEquals(Settlement.WRITTEN, store.answer(claim, ANSWER));
        }
        assertEquals(new Money(4000, "SLE"), payment().refunded());
    }

    @Test
    void aRefundOfTheProviderIsCountedByOneRefund() {
        Refund first = refund(1000);
        Refund second = refund(1000);
        order(first);
        order(new IdempotencyKey("shop", UUID.randomUUID().toString()), second);
        store.settle(first.completed(Optional.of("7"), clock.instant()), payment(), Cause.WEBHOOK);
        store.settle(second.completed(Optional.of("7"), clock.instant()), payment(), Cause.WEBHOOK);
        assertTrue(store.find(terms.id(), second.id()).orElseThrow().isOpen());
        assertEquals(new Money(1000, "SLE"), payment().refunded());
        assertTrue(store.isCounted(terms.id(), "7"));
        assertFalse(store.isCounted(terms.id(), "8"));
    }

    @Test
    void aRefundRejectedByItsPaymentIsRetriedForAWhileAndNotSettled() {
        Refund refund = refund(2000);
        order(refund);
        DynamoRefundStore refused = new DynamoRefundStore(InterceptedStore.of(TestTable.client(), operation -> {
            calls.merge(operation, 1, Integer::sum);
            if (operation.equals("transactWriteItems")) {
                throw InterceptedStore.cancelled("None", "ConditionalCheckFailed", "None", "None", "None");
            }
        }), TestTable.CONFIG, clock, SamplePayments.IDS);
        Payment seen = payment();
        calls.clear();
        assertThrows(IllegalStateException.class, () -> refused.settle(completed(refund), seen, Cause.WEBHOOK));
        assertEquals(200, calls.get("transactWriteItems"));
        assertTrue(store.find(terms.id(), refund.id()).orElseThrow().isOpen());
    }

    @Test
    void aRefundWithoutAPaymentIsNotSettled() {
        Refund refund = refund(2000);
        order(refund);
        Payment seen = payment();
        TestTable.client().deleteItem(request -> request.tableName(TestTable.CONFIG.table()).key(Keys.payment(terms.id())));
        assertThrows(IllegalStateException.class, () -> store.settle(completed(refund), seen, Cause.WEBHOOK));
        assertFalse(store.refundable(terms.id()).isPresent());
        assertTrue(store.find(terms.id(), refund.id()).orElseThrow().isOpen());
    }

    private Refund completed(Refund refund) {
        return refund.completed(Optional.of("provider-" + refund.id()), clock.instant());
    }

    private Refund refund(long minor) {
        return Refund.ordered(SamplePayments.IDS.next("ref"), terms, new Money(minor, "SLE"), Optional.empty(), clock.instant(),
                clock.instant().plusSeconds(60));
    }

    private FencingToken order(Refund refund) {
        return order(key, refund);
    }

    private FencingToken order(IdempotencyKey by, Refund refund) {
        return assertInstanceOf(Reservation.Started.class,
                store.order(by, FINGERPRINT, refund, store.refundable(terms.id()).orElseThrow()).orElseThrow()).token();
    }

    private Payment payment() {
        return store.refundable(terms.id()).orElseThrow().payment();
    }

    private static PaymentTerms paid() {
        PaymentTerms created = SamplePayments.terms();
        TestTable.client().putItem(request -> request.tableName(TestTable.CONFIG.table())
                .item(PaymentItem.creating(created, created.createdAt())));
        new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG).raise(SamplePayments.statusEvent(created, PaymentStatus.COMPLETED));
        return created;
    }
}
