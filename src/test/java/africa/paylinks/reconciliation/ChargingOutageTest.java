package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.Outage;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.subscription.SubscriptionFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Charging while a provider is away: the reconciler's circuit breaker stops its calls too. */
@Tag("slow")
class ChargingOutageTest {

    private static final Instant DUE = Instant.parse("2027-02-01T09:00:00Z");
    private static final String DEBITING = "debiting";

    private final SubscriptionFixture world = SubscriptionFixture.inProcess(DUE.minusSeconds(3600));

    private List<String> subscribe(int count, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(Map.of("remindDaysBefore", "0"));
        fields.putAll(more);
        return IntStream.range(0, count).mapToObj(i -> SubscriptionFixture.json(
                world.call("shop", "POST", "", SubscriptionFixture.body(fields))).path("id").asText()).toList();
    }

    private RunSummary run() {
        return new SubscriptionRun(world.index, new SubscriptionReconciler(world.charging), world.outages, new ThreadTaskRunner(), world.clock::advance, world.clock,
                Settings.USUAL).run();
    }

    /** Runs whenever something is due, at whole minutes as the schedule does. */
    private void runUntil(Instant end) {
        while (true) {
            Optional<Instant> next = world.due().stream().map(DueItem::at).min(Comparator.naturalOrder())
                    .map(at -> at.isAfter(world.clock.instant()) ? at : world.clock.instant().plusMillis(1))
                    .map(at -> Instant.ofEpochSecond((at.minusMillis(1).getEpochSecond() / 60 + 1) * 60)).filter(at -> !at.isAfter(end));
            advanceTo(next.orElse(end));
            if (next.isEmpty()) {
                return;
            }
            run();
        }
    }

    private void advanceTo(Instant at) {
        world.clock.advance(Duration.between(world.clock.instant(), at));
    }

    private Stream<String> references(List<String> ids) {
        return ids.stream().map(id -> "SUB-" + id + "-2027-02-01");
    }

    @Test
    void aProviderThatIsAwayForSixHoursIsHardlyAskedCostsNoRetryAndIsCaughtUpAfterwards() {
        List<String> ids = subscribe(12, Map.of());
        world.debiting.answers = terms -> new LinkCreator.Unknown("is away");
        runUntil(DUE.plus(Duration.ofHours(6)));
        int asked = world.debiting.calls.size();
        assertTrue(asked >= 15 && asked < 45, asked + " calls instead of some hundred");
        ids.forEach(id -> assertEquals("ACTIVE", world.status(id)));
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        runUntil(DUE.plus(Duration.ofHours(6)).plus(Outage.MAX_PAUSE.multipliedBy(2)));
        references(ids).forEach(reference -> world.end(reference, PaymentStatus.COMPLETED, ""));
        ids.forEach(id -> {
            assertEquals(List.of("2027-02-01 PAID"), world.periods(id));
            assertEquals(0, world.store.periods(id).get(0).failures());
        });
        assertEquals(new HashSet<>(references(ids).toList()), new HashSet<>(world.debiting.calls), "no other reference was used");
        assertTrue(world.outages.find(DEBITING).isNone());
    }

    @Test
    void aProviderWhoseStatusCallsFailIsNotAskedForDebitsEither() {
        List<String> ids = subscribe(2, Map.of());
        advanceTo(DUE);
        Outage none = world.outages.find(DEBITING);
        world.outages.replace(none, none.failed(world.clock.instant(), Optional.of(Duration.ofMinutes(10))));
        assertEquals(2, run().taken());
        assertEquals(List.of(), world.debiting.calls);
        runUntil(DUE.plus(Duration.ofMinutes(9)));
        assertEquals(List.of(), world.debiting.calls);
        runUntil(DUE.plus(Duration.ofMinutes(30)));
        assertEquals(new HashSet<>(references(ids).toList()), new HashSet<>(world.debiting.calls));
        assertTrue(world.outages.find(DEBITING).isNone());
    }

    @Test
    void debitsThatFailPauseTheProviderForTheReconciler() {
        subscribe(12, Map.of());
        world.debiting.answers = terms -> {
            throw new ProviderNotConfigured("the key is refused");
        };
        advanceTo(DUE);
        run();
        assertTrue(world.outages.find(DEBITING).isPaused(world.clock.instant()));
    }

    @Test
    void anotherProviderIsChargedMeanwhile() {
        subscribe(8, Map.of());
        List<String> others = subscribe(2, Map.of("provider", "\"pages\"", "currency", "\"NGN\""));
        world.debiting.answers = terms -> new LinkCreator.Unknown("is away");
        runUntil(DUE.plus(Duration.ofMinutes(1)));
        others.forEach(id -> assertTrue(world.store.periods(id).get(0).attempts().get(0).link().isPresent()));
    }

    @Test
    void oneOfTwoRunsAsksWhetherTheProviderIsBack() {
        subscribe(6, Map.of());
        advanceTo(DUE);
        Outage none = world.outages.find(DEBITING);
        Outage paused = none.failed(world.clock.instant(), Optional.of(Duration.ofMinutes(1)));
        world.outages.replace(none, paused);
        world.clock.advance(Duration.ofMinutes(1));
        ChargeGate first = new ChargeGate(world.outages, world.clock);
        ChargeGate second = new ChargeGate(world.outages, world.clock);
        assertEquals(Optional.empty(), first.closedUntil(DEBITING));
        assertTrue(second.closedUntil(DEBITING).isPresent());
        assertTrue(first.closedUntil(DEBITING).isPresent());
        first.report(DEBITING, ChargeGate.Contact.NONE);
        assertEquals(Optional.empty(), new ChargeGate(world.outages, world.clock).closedUntil(DEBITING), "a probe without a call is returned");
        assertFalse(world.outages.find(DEBITING).isNone());
    }
}
