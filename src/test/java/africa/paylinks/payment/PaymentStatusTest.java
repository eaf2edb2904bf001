package africa.paylinks.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaymentStatusTest {

    @Test
    void ranksAreThoseOfTheDesign() {
        assertEquals(List.of(-1, 0, 10, 11, 12, 20, 30, 40),
                Arrays.stream(PaymentStatus.values()).map(PaymentStatus::rank).toList());
    }

    @Test
    void aCompletionRaisesEveryLowerStatus() {
        for (PaymentStatus status : PaymentStatus.values()) {
            assertEquals(status.rank() < PaymentStatus.COMPLETED.rank(), PaymentStatus.COMPLETED.raises(status));
        }
    }

    @Test
    void nothingLeavesCompletedDownward() {
        for (PaymentStatus status : PaymentStatus.values()) {
            if (status.isOpen() || status.isClosedUnpaid()) {
                assertFalse(status.raises(PaymentStatus.COMPLETED), status.name());
            }
        }
    }

    @Test
    void everyOrderAndRepetitionOfStatusesJoinsToTheHighest() {
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            List<PaymentStatus> events = new ArrayList<>();
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                events.add(PaymentStatus.values()[random.nextInt(PaymentStatus.values().length)]);
            }
            PaymentStatus highest = Collections.max(events);
            List<PaymentStatus> shuffled = new ArrayList<>(events);
            shuffled.addAll(events.subList(0, random.nextInt(count)));
            Collections.shuffle(shuffled, random);
            PaymentStatus status = PaymentStatus.CREATING;
            for (PaymentStatus next : shuffled) {
                status = next.raises(status) ? next : status;
            }
            assertEquals(highest, status, "seed " + seed + " " + shuffled);
        }
    }

    @Test
    void namesAreReadInAnyCaseAndStrangeOnesAreNone() {
        assertEquals(Optional.of(PaymentStatus.COMPLETED), PaymentStatus.named("completed"));
        assertTrue(PaymentStatus.named("paid").isEmpty());
    }
}
