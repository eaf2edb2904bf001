package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.notification.OutboxRecord.GivenBack;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboxRecordTest {

    @Test
    void ranksAndWhatHasGoneBackOrderTheNewsWhateverTheClocksSay() {
        List<OutboxRecord> inOrder = List.of(
                news("created", PaymentStatus.PENDING, 50, Optional.empty()),
                news("failed", PaymentStatus.FAILED, 60, Optional.empty()),
                news("completed", PaymentStatus.COMPLETED, 10, Optional.empty()),
                news("first", PaymentStatus.PARTIALLY_REFUNDED, 90, Optional.of(new GivenBack("ref_1", 100, 100))),
                news("second", PaymentStatus.PARTIALLY_REFUNDED, 80, Optional.of(new GivenBack("ref_2", 300, 400))),
                news("last", PaymentStatus.REFUNDED, 20, Optional.of(new GivenBack("ref_3", 4600, 5000))));
        List<OutboxRecord> shuffled = new java.util.ArrayList<>(inOrder);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            assertEquals(inOrder, shuffled.stream().sorted(OutboxRecord.IN_ORDER).toList());
        }
    }

    private static OutboxRecord news(String id, PaymentStatus status, int second, Optional<GivenBack> refund) {
        return new OutboxRecord(id, "pay_1", "payment.x", status, SamplePayments.NOW.plusSeconds(second), Optional.empty(), Optional.empty(),
                Optional.empty(), refund);
    }
}
