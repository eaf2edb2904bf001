package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Duration FOLLOW_UP = Duration.ofDays(3);

    private final PaymentTerms terms = SamplePayments.terms("shop", new Money(5000, "SLE"), SamplePayments.NOW);

    @Test
    void checksOftenAtFirstThenAtTheExpiryAndDailyAfterIt() {
        List<Duration> ages = new ArrayList<>();
        Optional<Instant> next = Schedule.next(terms, terms.createdAt(), FOLLOW_UP);
        while (next.isPresent()) {
            ages.add(Duration.between(terms.createdAt(), next.get()));
            next = Schedule.next(terms, next.get(), FOLLOW_UP);
        }
        List<Duration> usual = List.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofHours(1),
                Duration.ofHours(6), Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3), Duration.ofDays(4));
        assertEquals(usual.size(), ages.size(), ages.toString());
        for (int place = 0; place < usual.size(); place++) {
            Duration late = ages.get(place).minus(usual.get(place));
            assertFalse(late.isNegative() || late.compareTo(usual.get(place).dividedBy(10)) > 0, ages.toString());
            assertTrue(late.compareTo(Duration.ofMinutes(10)) <= 0, ages.toString());
        }
        assertEquals(Duration.ofDays(1), ages.get(5));
        assertEquals(Duration.ofDays(4), ages.get(9));
    }

    @Test
    void aLateOrRepeatedCheckOrAClockJumpChangesNoLaterTime() {
        Instant third = terms.createdAt().plus(Duration.ofMinutes(9));
        Optional<Instant> next = Schedule.next(terms, third, FOLLOW_UP);
        assertEquals(next, Schedule.next(terms, third, FOLLOW_UP));
        assertEquals(next, Schedule.next(terms, third.minus(Duration.ofMinutes(5)), FOLLOW_UP));
        assertTrue(Schedule.next(terms, terms.createdAt().minus(Duration.ofDays(1)), FOLLOW_UP).orElseThrow()
                .isBefore(terms.createdAt().plusSeconds(40)));
        assertEquals(Optional.empty(), Schedule.next(terms, terms.createdAt().plus(Duration.ofDays(400)), FOLLOW_UP));
    }

    @Test
    void paymentsCreatedTogetherAreCheckedAtDifferentTimes() {
        Instant hour = terms.createdAt().plus(Duration.ofMinutes(50));
        long moments = IntStream.range(0, 100).mapToObj(number -> Schedule.usual("pay_" + number, terms.createdAt(), hour))
                .distinct().count();
        assertTrue(moments > 90, moments + " different times for 100 payments");
        assertNotEquals(Schedule.usual("pay_1", terms.createdAt(), hour), Schedule.usual("pay_2", terms.createdAt(), hour));
    }

    @Test
    void aShortLinkIsCheckedAtItsExpiryAndNotJustBefore() {
        PaymentTerms shortly = new PaymentTerms(terms.id(), "shop", terms.orderId(), "flot", terms.method(), terms.amount(),
                terms.customer(), terms.description(), terms.redirectUrl(), terms.metadata(), terms.createdAt(),
                terms.createdAt().plus(Duration.ofMinutes(11)));
        assertEquals(Optional.of(shortly.expiresAt()),
                Schedule.next(shortly, terms.createdAt().plus(Duration.ofMinutes(3)), FOLLOW_UP));
    }

    @Test
    void aRetryComesSoonAndTheLaterTheLongerItWaitsAlready() {
        Instant begun = terms.createdAt();
        assertEquals(begun.plusSeconds(90), Schedule.retry(begun, begun.plusSeconds(60)));
        assertEquals(begun.plus(Duration.ofMinutes(66)), Schedule.retry(begun, begun.plus(Duration.ofMinutes(60))));
        assertEquals(begun.plus(Duration.ofDays(9)).plusSeconds(900), Schedule.retry(begun, begun.plus(Duration.ofDays(9))));
    }
}
