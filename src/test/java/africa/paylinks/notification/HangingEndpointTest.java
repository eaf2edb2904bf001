package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.queue.QueuedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One merchant's endpoint takes what it is sent and does not answer, while others have theirs in order.
 * {@code -Dpaylinks.test.backlog=2000} for a longer backlog.
 */
@Tag("slow")
class HangingEndpointTest {

    private static final Logger LOG = Logger.getLogger(HangingEndpointTest.class);
    private static final int BACKLOG = Integer.getInteger("paylinks.test.backlog", 200);
    private static final int WORKERS = 4;
    private static final int MINUTES = 20;
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(15);

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DeliveryFixture fixture = new DeliveryFixture(clock);
    private final FakeEndpoint hanging = new FakeEndpoint();
    private final FakeEndpoint other = new FakeEndpoint();
    private final AtomicBoolean hangs = new AtomicBoolean(true);
    private final Map<String, Integer> receives = new HashMap<>();
    private int mostReceived;

    @AfterEach
    void close() {
        hanging.close();
        other.close();
    }

    @Test
    void aLongBacklogOfATimingOutEndpointDelaysNoOtherMerchant() {
        enter();
        String otherMerchant = fixture.merchant + "-b";
        fixture.merchants.endpoint(otherMerchant, other.url(), DeliveryFixture.SECRET);
        List<PaymentTerms> backlog = Stream.generate(() -> fixture.payment(PaymentStatus.COMPLETED)).limit(BACKLOG).toList();
        backlog.forEach(fixture::publish);
        List<PaymentTerms> others = new ArrayList<>();
        for (int minute = 0; minute < MINUTES; minute++) {
            PaymentTerms terms = fixture.paymentOf(otherMerchant, PaymentStatus.COMPLETED);
            others.add(terms);
            fixture.publish(terms);
            minute();
            assertEquals(others.size() * 2, other.received().size(), "in minute " + minute);
            assertTrue(fixture.queue.bodies(FakeQueue.EVENTS).size() <= 2, "in flight in minute " + minute);
        }
        int attempts = attempts(backlog);
        assertTrue(attempts >= MINUTES / 3 && attempts <= MINUTES + 10, "one attempt at a time, with rests: " + attempts);
        assertEquals(others.size() * 2, receives.get(otherMerchant), "each once");
        assertTrue(receives.get(fixture.merchant) <= 2 * BACKLOG + 3 * attempts, "none comes again and again: " + receives);
        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.DEAD));

        hangs.set(false);
        drainQueue(() -> { });
        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.DEAD));
        assertEquals(1, mostReceived, "the queue counts no waiting");
        Map<String, List<FakeEndpoint.Received>> receivedByPayment = new HashMap<>();
        hanging.received().forEach(one -> receivedByPayment.computeIfAbsent(one.paymentId(), id -> new ArrayList<>()).add(one));
        assertEquals(BACKLOG, receivedByPayment.size());
        receivedByPayment.forEach((payment, all) -> {
            List<String> types = all.stream().map(FakeEndpoint.Received::type).toList();
            assertEquals("payment.completed", types.get(types.size() - 1));
            assertEquals(types.stream().sorted(java.util.Comparator.reverseOrder()).toList(), types, "created, then completed");
            assertEquals(2, all.stream().map(FakeEndpoint.Received::id).distinct().count(), "ids are stable");
            assertEquals(2, all.stream().map(FakeEndpoint.Received::body).distinct().count(), "and so is what is sent");
        });
    }

    @Test
    void aHangingEndpointBlocksEachWorkerOnceAndThenOneAtATime() throws Exception {
        Measured usual = others(List.of());
        enter();
        hanging.answer(any -> {
            sleep(Duration.ofSeconds(1));
            return 200;
        });
        fixture.patience = Duration.ofMillis(300);
        List<PaymentTerms> backlog = Stream.generate(fixture::payment).limit(60).toList();
        Measured measured = others(backlog);
        int attempts = attempts(backlog);
        LOG.infof("Others' events: usually %s, beside a hanging endpoint %s; %d attempts of %d events at it",
                usual, measured, attempts, backlog.size());
        assertTrue(attempts >= 1 && attempts <= WORKERS + measured.runs, attempts + " attempts, " + measured);
        assertTrue(measured.slowest.compareTo(LONG) < 0, measured.toString());
        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.DEAD));
    }

    /** How long events took to their endpoint, and how often the scheduler ran meanwhile. */
    private record Measured(Duration median, Duration slowest, int runs) {

        @Override
        public String toString() {
            return "median " + median.toMillis() + " ms, slowest " + slowest.toMillis() + " ms, scheduler runs " + runs;
        }
    }

    /** Workers beside each other, which another merchant's events share with this backlog. */
    private Measured others(List<PaymentTerms> backlog) throws Exception {
        String otherMerchant = fixture.merchant + "-" + backlog.size();
        fixture.merchants.endpoint(otherMerchant, other.url(), DeliveryFixture.SECRET);
        Map<String, Instant> arrived = new ConcurrentHashMap<>();
        other.answer(one -> {
            arrived.put(one.paymentId(), Instant.now());
            return 200;
        });
        List<PaymentTerms> others = Stream.generate(() -> fixture.paymentOf(otherMerchant)).limit(40).toList();
        backlog.forEach(fixture::publish);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        List<Future<?>> all = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            all.add(workers.submit(() -> {
                while (!over.get()) {
                    if (!fixture.step(0)) {
                        sleep(Duration.ofMillis(2));
                    }
                }
            }));
        }
        Map<String, Instant> published = new HashMap<>();
        int runs = 0;
        for (int place = 0; place < others.size(); place++) {
            published.put(others.get(place).id(), Instant.now());
            fixture.publish(others.get(place));
            sleep(SHORT.multipliedBy(2));
            if (place % 10 == 9) {
                clock.advance(Duration.ofMinutes(1));
                fixture.bring();
                runs++;
            }
        }
        Instant latest = Instant.now().plus(LONG.multipliedBy(4));
        while (!arrived.keySet().containsAll(published.keySet()) && Instant.now().isBefore(latest)) {
            sleep(SHORT);
        }
        over.set(true);
        for (Future<?> one : all) {
            one.get();
        }
        workers.shutdown();
        assertEquals(published.keySet(), arrived.keySet());
        List<Duration> times = published.entrySet().stream()
                .map(one -> Duration.between(one.getValue(), arrived.get(one.getKey()))).sorted().toList();
        return new Measured(times.get(times.size() / 2), times.get(times.size() - 1), runs);
    }

    @Test
    void nothingIsADeadLetterBeforeItsEightAttempts() {
        enter();
        List<PaymentTerms> backlog = List.of(fixture.payment(), fixture.payment(), fixture.payment());
        backlog.forEach(fixture::publish);
        drainQueue(() -> assertEquals(fixture.queue.bodies(FakeQueue.DEAD).size(),
                backlog.stream().filter(terms -> fixture.attempts(terms).size() == 8).count()));
        backlog.forEach(terms -> assertEquals(8, fixture.attempts(terms).size()));
        assertEquals(3, fixture.queue.bodies(FakeQueue.DEAD).size());
        assertEquals(1, mostReceived, "received again only after a failure of ours");
        assertTrue(receives.get(fixture.merchant) <= 3 * 8 * 3, "each twice or three times for each attempt: " + receives);
    }

    @Test
    void fastFailuresWaitInTheTableIfLongAndInTheQueueIfShort() {
        hangs.set(false);
        fixture.endpoint(other.url(), DeliveryFixture.SECRET);
        other.answer(any -> 500);
        fixture.publish(fixture.payment());
        assertTrue(receive());
        assertEquals(Optional.of(clock.instant().plusSeconds(5)), fixture.queue.next(FakeQueue.EVENTS));
        assertEquals(List.of(), fixture.waiting(DueItem.OfNotification.PROVIDER));
        clock.advance(Duration.ofSeconds(5));
        assertTrue(receive());
        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.EVENTS));
        assertEquals(List.of(clock.instant().plus(Duration.ofMinutes(5))), fixture.waiting(DueItem.OfNotification.PROVIDER).stream().map(DueItem::at).toList());
        assertEquals(1, mostReceived);
    }

    @Test
    void aChangedUrlIsNotPausedByTheTimeoutsOfTheOldOne() {
        enter();
        fixture.publish(fixture.payment());
        assertTrue(receive());
        fixture.endpoint(other.url(), DeliveryFixture.SECRET);
        hangs.set(false);
        PaymentTerms next = fixture.payment();
        fixture.publish(next);
        assertTrue(receive());
        assertEquals(List.of("created 1 delivered 200"), fixture.attempts(next));
        assertEquals(Optional.of(false), fixture.circuits.find(fixture.merchant).map(EndpointCircuit::open));
    }

    @Test
    void anUnusedProbeLetsTheNextCallerProbe() {
        hangs.set(false);
        enter();
        PaymentTerms done = fixture.payment();
        fixture.publish(done);
        assertTrue(receive());
        hangs.set(true);
        fixture.publish(fixture.payment());
        assertTrue(receive());
        clock.advance(Duration.ofSeconds(31));
        fixture.queue.move(FakeQueue.EVENTS, "elsewhere");
        // What was told before comes twice, and is let in first.
        fixture.publish(done);
        while (receive()) {
            assertEquals(0, fixture.queue.bodies(FakeQueue.DEAD).size());
        }
        PaymentTerms next = fixture.payment();
        fixture.publish(next);
        assertTrue(receive());
        assertEquals(1, fixture.attempts(next).size());
    }

    private void enter() {
        fixture.endpoint(hanging.url(), DeliveryFixture.SECRET);
        hanging.answer(any -> {
            if (hangs.get()) {
                sleep(SHORT.multipliedBy(100));
            }
            return 200;
        });
    }

    /** The reconciler's run, and all that can be received until the next. */
    private void minute() {
        Instant end = clock.instant().plus(Duration.ofMinutes(1));
        fixture.bring();
        while (receive()) {
            assertTrue(clock.instant().isBefore(end));
        }
        for (Optional<Instant> next = fixture.queue.next(FakeQueue.EVENTS); next.isPresent() && next.get().isBefore(end); next = fixture.queue.next(FakeQueue.EVENTS)) {
            clock.advance(Duration.between(clock.instant(), next.get()));
            while (receive()) {
                assertTrue(clock.instant().isBefore(end));
            }
        }
        clock.advance(Duration.between(clock.instant(), end));
    }

    /** Lets time pass to whatever comes next, and works it off. */
    private void drainQueue(Runnable afterEach) {
        int steps = 0;
        for (Optional<Instant> next = fixture.next(); next.isPresent(); next = fixture.next()) {
            assertTrue(++steps < 1_000, "it does not end");
            if (next.get().isAfter(clock.instant())) {
                clock.advance(Duration.between(clock.instant(), next.get()));
            }
            fixture.bring();
            while (receive()) {
                afterEach.run();
            }
        }
    }

    /** Lets the function have one message, with little time for an endpoint that hangs. */
    private boolean receive() {
        Optional<QueuedMessage> message = fixture.queue.receive(FakeQueue.EVENTS, 0);
        message.ifPresent(one -> {
            String merchant = DeliveryMessage.read(one.body()).merchant();
            receives.merge(merchant, 1, Integer::sum);
            mostReceived = Math.max(mostReceived, one.attempt());
            fixture.patience = hangs.get() && merchant.equals(fixture.merchant) ? SHORT : LONG;
            assertEquals(List.of(), fixture.messages.process(List.of(one)));
            fixture.queue.delete(FakeQueue.EVENTS, one.receiptHandle());
        });
        return message.isPresent();
    }

    private int attempts(List<PaymentTerms> payments) {
        return payments.stream().mapToInt(terms -> fixture.attempts(terms).size()).sum();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
