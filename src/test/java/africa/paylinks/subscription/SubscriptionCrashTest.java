package africa.paylinks.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.CrashPoint;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.PaymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A run that is killed before or after each of its calls to the outside, and one that comes after it. */
class SubscriptionCrashTest {

    private static final String START = "2027-02-01T08:00:00Z";

    @Test
    void aKilledRunIsContinuedByTheNextUnderTheSameReference() {
        int calls = killed(CrashPoint.never());
        assertTrue(calls >= 6, calls + " calls");
        for (int call = 1; call <= calls; call++) {
            killed(CrashPoint.before(call));
            killed(CrashPoint.after(call));
        }
    }

    private static int killed(CrashPoint crash) {
        SubscriptionFixture world = new SubscriptionFixture(Instant.parse(START));
        String id = world.subscribe(Map.of("remindDaysBefore", "0")).path("id").asText();
        world.clock.advance(Duration.ofHours(1));
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted(crash);
        SubscriptionCharging mortal = world.charging(crash.between(SubscriptionStore.class, world.store),
                crash.between(IdempotencyStore.class, world.idempotency()));
        DueItem due = world.due().get(0);
        try {
            mortal.process(((DueItem.OfSubscription) due.subject()).subscriptionId()).ifPresent(at -> world.index.release(due, at));
        } catch (CrashPoint.Killed killed) {
            assertTrue(crash.hasKilled());
        }
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        // The due time stays; what the dead run had reserved is free after its lease.
        world.clock.advance(Duration.ofMinutes(2));
        world.runUntil("2027-02-01T12:00:00Z");
        String reference = "SUB-" + id + "-2027-02-01";
        assertEquals(Set.of(reference), new HashSet<>(world.debiting.calls));
        world.end(reference, PaymentStatus.COMPLETED, "");
        assertEquals(List.of("2027-02-01 PAID"), world.periods(id));
        assertEquals(1, world.events(id).stream().filter("charged"::equals).count());
        return crash.calls();
    }
}
