package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.CrashPoint;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DeliverySchedulerTest {

    private static final Set<String> READS = Set.of("page", "find");

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DeliveryFixture fixture = new DeliveryFixture(clock);

    @Test
    void aDelayedMessageReturnsOnceWhenItIsDue() {
        Set<DeliveryMessage> expected = new HashSet<>();
        for (DeliveryMessage message : messages(220)) {
            expected.add(message);
            fixture.delays.delay(message.delayed(), clock.instant().plus(Duration.ofMinutes(30)));
            fixture.delays.delay(message.delayed(), clock.instant().plus(Duration.ofMinutes(5)));
        }
        assertEquals(0, fixture.bring());
        clock.advance(Duration.ofMinutes(5));
        assertEquals(220, fixture.bring());
        assertEquals(expected, queued());
        clock.advance(Duration.ofHours(1));
        assertEquals(0, fixture.bring());
    }

    @Test
    void parkedDeliveriesResumeOneAtATimeOldestFirst() {
        fixture.circuits.replace(new EndpointCircuit("shop", "url", true, clock.instant().plusSeconds(30), 1));
        List<DeliveryMessage> messages = messages(3);
        messages.forEach(message -> {
            fixture.delays.park(message.delayed(), clock.instant());
            clock.advance(Duration.ofMillis(1));
        });
        assertEquals(0, fixture.bring(), "the endpoint rests");
        for (int number = 1; number <= 3; number++) {
            clock.advance(Duration.ofMinutes(1));
            assertEquals(1, fixture.bring());
            assertEquals(0, fixture.bring(), "another run at the same time takes none");
            assertEquals(Set.copyOf(messages.subList(0, number)), queued());
        }
        clock.advance(Duration.ofMinutes(1));
        assertEquals(0, fixture.bring());
        assertEquals(1, fixture.waiting(DueItem.OfEndpoint.PROVIDER).size(), "somebody may park something yet");
    }

    @Test
    void parkedDeliveriesOfARecoveredEndpointResumeAtAGrowingRate() {
        fixture.circuits.replace(new EndpointCircuit("shop", "url", true, clock.instant(), 1));
        messages(1_000).forEach(message -> fixture.delays.park(message.delayed(), clock.instant()));
        assertTrue(fixture.circuits.replace(new EndpointCircuit("shop", "url", false, clock.instant(), 2)));
        int first = fixture.bring();
        assertTrue(first > 1 && first <= 800, "it may hang again: " + first);
        clock.advance(Duration.ofMinutes(1));
        int second = fixture.bring();
        assertEquals(1_000, first + second);
        assertEquals(Set.copyOf(messages(1_000)), queued());
        for (int minute = 0; minute < 4; minute++) {
            assertEquals(1, fixture.waiting(DueItem.OfEndpoint.PROVIDER).size(), "somebody may park something yet");
            clock.advance(Duration.ofMinutes(1));
            assertEquals(0, fixture.bring());
        }
        assertEquals(List.of(), fixture.waiting(DueItem.OfEndpoint.PROVIDER));
    }

    @Test
    void aSchedulerCrashAtAnyStepLosesNothingAndDeadLettersNothing() {
        try (FakeEndpoint endpoint = new FakeEndpoint()) {
            fixture.endpoint(endpoint.url(), DeliveryFixture.SECRET);
            for (boolean open : new boolean[] {true, false}) {
                // Who dies after one call leaves what somebody leaves who dies before the next: the last one is not killed.
                CrashPoint crash;
                int call = 0;
                do {
                    crash = CrashPoint.before(++call);
                    arrivesAll(crash, open, endpoint);
                } while (crash.hasKilled());
                assertTrue(call > 5, "steps: " + call);
            }
        }
    }

    private void arrivesAll(CrashPoint crash, boolean open, FakeEndpoint endpoint) {
        List<PaymentTerms> all = due(open);
        try {
            fixture.bring(fixture.scheduler(new Steps(crash)));
        } catch (CrashPoint.Killed killed) {
            assertTrue(crash.hasKilled());
        }
        workOff();
        all.forEach(terms -> assertEquals(List.of("created 1 delivered 200"), fixture.attempts(terms)));
        assertEquals(all.stream().map(PaymentTerms::id).collect(Collectors.toSet()),
                endpoint.received().stream().map(FakeEndpoint.Received::paymentId).collect(Collectors.toSet()));
        assertEquals(all.size(), endpoint.received().size(), "once each, however often it was queued");
        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.DEAD));
        endpoint.received().clear();
    }

    /** Counts what changes something outside; who dies while he reads leaves nothing else behind. */
    private record Steps(CrashPoint crash) implements DeliveryFixture.Between {

        @Override
        public <T> T between(Class<T> type, T target) {
            T crashing = crash.between(type, target);
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                try {
                    return method.invoke(READS.contains(method.getName()) ? target : crashing, arguments);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            }));
        }
    }

    /** Two deliveries that are due, and two that are parked for an endpoint that hung. */
    private List<PaymentTerms> due(boolean open) {
        Optional<EndpointCircuit> known = fixture.circuits.find(fixture.merchant);
        assertTrue(fixture.circuits.replace(known.map(seen -> seen.next("url", open, clock.instant()))
                .orElseGet(() -> new EndpointCircuit(fixture.merchant, "url", open, clock.instant(), 1))));
        List<PaymentTerms> all = Stream.generate(fixture::payment).limit(4).toList();
        List<DeliveryMessage> messages = all.stream().map(terms -> DeliveryMessage.read(fixture.envelopes(terms).get(0))).toList();
        messages.subList(0, 2).forEach(message -> fixture.delays.delay(message.delayed(), clock.instant()));
        messages.subList(2, 4).forEach(message -> fixture.delays.park(message.delayed(), clock.instant()));
        return all;
    }

    /** The next runs of the scheduler, which nobody kills, and the workers. */
    private void workOff() {
        for (int minute = 0; fixture.next().isPresent(); minute++) {
            assertTrue(minute < 10, "it does not end");
            clock.advance(Duration.ofMinutes(1));
            fixture.bring();
            while (fixture.step(0)) {
                assertEquals(List.of(), fixture.queue.bodies(FakeQueue.DEAD));
            }
        }
    }

    @Test
    void oneOfTwoConcurrentCallersUpdatesTheCircuit() {
        assertTrue(fixture.circuits.replace(new EndpointCircuit("shop", "url", true, clock.instant(), 1)));
        assertFalse(fixture.circuits.replace(new EndpointCircuit("shop", "url", true, clock.instant(), 1)));
        EndpointCircuit seen = fixture.circuits.find("shop").orElseThrow();
        assertTrue(fixture.circuits.replace(seen.next("other", false, clock.instant())));
        assertFalse(fixture.circuits.replace(seen.next("url", true, clock.instant())));
        assertEquals("other", fixture.circuits.find("shop").orElseThrow().url());
    }

    /** Deliveries of a few payments, in every shard. */
    private static List<DeliveryMessage> messages(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new DeliveryMessage("evt_" + number, "pay_" + number % 40, "shop",
                        Optional.of("default"), Optional.empty(), number % 2)).toList();
    }

    private Set<DeliveryMessage> queued() {
        List<DeliveryMessage> all = fixture.queue.bodies(FakeQueue.EVENTS).stream().map(DeliveryMessage::read).toList();
        assertEquals(all.size(), new HashSet<>(all).size(), "each once");
        return new HashSet<>(all);
    }
}
