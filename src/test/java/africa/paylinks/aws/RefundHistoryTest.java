package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import africa.paylinks.AdjustableClock;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RefundHistoryTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW.plus(Duration.ofMinutes(1)));
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.overHttp(), TestTable.CONFIG);
    private final DynamoRefundStore store = new DynamoRefundStore(TestTable.overHttp(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final PaymentTerms terms = paid();

    @Test
    void aRefundCompletedInTheMillisecondOfItsRequestIsListedAfterTheRequest() {
        Refund part = ordered(2000);
        settle(part.completed(Optional.empty(), clock.instant()));
        clock.advance(Duration.ofMillis(1));
        Refund rest = ordered(3000);
        settle(rest.completed(Optional.empty(), clock.instant()));
        assertEquals(List.of("COMPLETED PENDING 20.00", "PARTIALLY_REFUNDED COMPLETED 20.00", "PARTIALLY_REFUNDED PENDING 30.00",
                "REFUNDED COMPLETED 30.00"), refundLines().stream().map(line -> line.to() + " "
                        + line.detail().get("refundStatus") + " " + line.detail().get("refundAmount")).toList());
    }

    @Test
    void aRefundsLineNamesItAtTheProvider() {
        Refund refund = ordered(2000);
        assertFalse(refundLines().get(0).detail().containsKey("refundReference"));
        settle(refund.completed(Optional.of("provider-1"), clock.instant()));
        assertEquals("provider-1", refundLines().get(1).detail().get("refundReference"));
        assertFalse(refundLines().get(1).detail().containsKey("failure"));
    }

    @Test
    void aFailedRefundRecordsItsReasonAndReleasesItsAmount() {
        Refund refund = ordered(5000);
        settle(refund.failed(new Failure("refund-declined", "Not today."), clock.instant()));
        HistoryEntry line = refundLines().get(1);
        assertEquals("refund-declined", line.detail().get("failure"));
        assertEquals(PaymentStatus.COMPLETED, line.to());
        ordered(5000);
        assertEquals(2, store.refunds(terms.id()).size());
    }

    private List<HistoryEntry> refundLines() {
        return payments.history(terms.id()).stream().filter(line -> line.detail().containsKey("refund")).toList();
    }

    private void settle(Refund refund) {
        store.settle(refund, payment(), Cause.STATUS_CHECK);
    }

    private Refund ordered(long minor) {
        Refund refund = Refund.ordered(SamplePayments.IDS.next("ref"), terms, new Money(minor, "SLE"), Optional.empty(),
                clock.instant(), clock.instant().plusSeconds(60));
        store.order(new IdempotencyKey("shop", UUID.randomUUID().toString()), new Fingerprint("f"), refund,
                store.refundable(terms.id()).orElseThrow());
        return refund;
    }

    private Payment payment() {
        return store.refundable(terms.id()).orElseThrow().payment();
    }

    private PaymentTerms paid() {
        PaymentTerms created = SamplePayments.terms();
        TestTable.overHttp().putItem(request -> request.tableName(TestTable.CONFIG.table())
                .item(PaymentItem.creating(created, created.createdAt())));
        payments.raise(SamplePayments.statusEvent(created, PaymentStatus.COMPLETED));
        return created;
    }
}
