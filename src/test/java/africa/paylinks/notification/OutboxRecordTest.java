package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.notification.OutboxRecord.RefundDetails;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboxRecordTest {

    @Test
    void ranksAndRefundedAmountsOrderEventsRegardlessOfClocks() {
        List<OutboxRecord> inOrder = List.of(
                outboxRecord("created", PaymentStatus.PENDING, 50, Optional.empty()),
                outboxRecord("failed", PaymentStatus.FAILED, 60, Optional.empty()),
                outboxRecord("completed", PaymentStatus.COMPLETED, 10, Optional.empty()),
                outboxRecord("first", PaymentStatus.PARTIALLY_REFUNDED, 90, Optional.of(new RefundDetails("ref_1", 100, 100))),
                outboxRecord("second", PaymentStatus.PARTIALLY_REFUNDED, 80, Optional.of(new RefundDetails("ref_2", 300, 400))),
                outboxRecord("last", PaymentStatus.REFUNDED, 20, Optional.of(new RefundDetails("ref_3", 4600, 5000))));
        List<OutboxRecord> shuffled = new java.util.ArrayList<>(inOrder);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            assertEquals(inOrder, shuffled.stream().sorted(OutboxRecord.IN_ORDER).toList());
        }
    }

    private static OutboxRecord outboxRecord(String id, PaymentStatus status, int second, Optional<RefundDetails> refund) {
        return new OutboxRecord(id, "pay_1", "payment.x", status, SamplePayments.NOW.plusSeconds(second), Optional.empty(), Optional.empty(),
                Optional.empty(), refund);
    }
}
