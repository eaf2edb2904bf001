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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One merchant's endpoint takes what it is sent and does not answer, while others have theirs in order. */
class HangingEndpointTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(15);

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DeliveryFixture world = new DeliveryFixture(clock);
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
    void aLongBacklogOfOneEndpointThatHangsHoldsUpNobodyElse() {
        enter();
        String neighbour = world.merchant + "-b";
        world.merchants.endpoint(neighbour, other.url(), DeliveryFixture.SECRET);
        List<PaymentTerms> backlog = Stream.generate(() -> world.payment(PaymentStatus.COMPLETED)).limit(1_000).toList();
        backlog.forEach(world::publish);
        List<PaymentTerms> others = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            PaymentTerms terms = world.paymentOf(neighbour, PaymentStatus.COMPLETED);
            others.add(terms);
            world.publish(terms);
            minute();
            assertEquals(others.size() * 2, other.received().size(), "in minute " + minute);
            assertTrue(world.queue.bodies(FakeQueue.NEWS).size() <= 2, "in flight in minute " + minute);
        }
        int attempts = attempts(backlog);
        assertTrue(attempts >= 20 && attempts <= 70, "one attempt at a time, with rests: " + attempts);
        assertEquals(others.size() * 2, receives.get(neighbour), "each once");
        assertTrue(receives.get(world.merchant) <= 2_000 + 3 * attempts, "none comes again and again: " + receives);
        assertEquals(List.of(), world.queue.bodies(FakeQueue.DEAD));

        hangs.set(false);
        for (int minute = 0; minute < 15; minute++) {
            minute();
        }
        assertEquals(Optional.empty(), world.next(), "nothing waits any more");
        assertEquals(List.of(), world.queue.bodies(FakeQueue.DEAD));
        assertEquals(1, mostReceived, "the queue counts no waiting");
        Map<String, List<FakeEndpoint.Received>> told = new HashMap<>();
        hanging.received().forEach(one -> told.computeIfAbsent(one.paymentId(), id -> new ArrayList<>()).add(one));
        assertEquals(1_000, told.size());
        told.forEach((payment, all) -> {
            List<String> types = all.stream().map(FakeEndpoint.Received::type).toList();
            assertEquals("payment.completed", types.get(types.size() - 1));
            assertEquals(types.stream().sorted(java.util.Comparator.reverseOrder()).toList(), types, "created, then completed");
            assertEquals(2, all.stream().map(FakeEndpoint.Received::id).distinct().count(), "ids are stable");
            assertEquals(2, all.stream().map(FakeEndpoint.Received::body).distinct().count(), "and so is what is sent");
        });
    }

    @Test
    void nothingIsADeadLetterBeforeItsEightAttempts() {
        enter();
        List<PaymentTerms> backlog = List.of(world.payment(), world.payment(), world.payment());
        backlog.forEach(world::publish);
        for (int step = 0; step < 1_000 && world.next().isPresent(); step++) {
            Duration wait = Duration.between(clock.instant(), world.next().orElseThrow());
            clock.advance(wait.isNegative() ? Duration.ZERO : wait);
            world.bring();
            while (receive()) {
                assertEquals(world.queue.bodies(FakeQueue.DEAD).size(), backlog.stream().filter(terms -> world.attempts(terms).size() == 8).count());
            }
        }
        backlog.forEach(terms -> assertEquals(8, world.attempts(terms).size()));
        assertEquals(3, world.queue.bodies(FakeQueue.DEAD).size());
        assertEquals(1, mostReceived, "received again only after a failure of ours");
        assertTrue(receives.get(world.merchant) <= 3 * 8 * 3, "each twice or three times for each attempt: " + receives);
    }

    @Test
    void whatFailsWithoutHangingWaitsLongInTheTableAndShortInTheQueue() {
        world.endpoint(other.url(), DeliveryFixture.SECRET);
        other.answer(any -> 500);
        world.publish(world.payment());
        assertTrue(receive());
        assertEquals(Optional.of(clock.instant().plusSeconds(5)), world.queue.next(FakeQueue.NEWS));
        assertEquals(List.of(), world.waiting(DueItem.OfNotification.PROVIDER));
        clock.advance(Duration.ofSeconds(5));
        assertTrue(receive());
        assertEquals(List.of(), world.queue.bodies(FakeQueue.NEWS));
        assertEquals(List.of(clock.instant().plus(Duration.ofMinutes(5))), world.waiting(DueItem.OfNotification.PROVIDER).stream().map(DueItem::at).toList());
        assertEquals(1, mostReceived);
    }

    @Test
    void anotherUrlIsNotKeptWaitingByTheOneThatHung() {
        enter();
        world.publish(world.payment());
        assertTrue(receive());
        world.endpoint(other.url(), DeliveryFixture.SECRET);
        hangs.set(false);
        PaymentTerms next = world.payment();
        world.publish(next);
        assertTrue(receive());
        assertEquals(List.of("created 1 delivered 200"), world.attempts(next));
        assertEquals(Optional.of(false), world.circuits.find(world.merchant).map(EndpointCircuit::open));
    }

    @Test
    void whoIsLetInAndTriesNothingLetsTheNextOneIn() {
        hangs.set(false);
        enter();
        PaymentTerms done = world.payment();
        world.publish(done);
        assertTrue(receive());
        hangs.set(true);
        world.publish(world.payment());
        assertTrue(receive());
        clock.advance(Duration.ofSeconds(31));
        world.queue.move(FakeQueue.NEWS, "elsewhere");
        // What was told before comes twice, and is let in first.
        world.publish(done);
        while (receive()) {
            assertEquals(0, world.queue.bodies(FakeQueue.DEAD).size());
        }
        PaymentTerms next = world.payment();
        world.publish(next);
        assertTrue(receive());
        assertEquals(1, world.attempts(next).size());
    }

    private void enter() {
        world.endpoint(hanging.url(), DeliveryFixture.SECRET);
        hanging.answer(any -> {
            if (hangs.get()) {
                sleep(SHORT.multipliedBy(4));
            }
            return 200;
        });
    }

    /** The reconciler's run, and all that can be received until the next. */
    private void minute() {
        Instant end = clock.instant().plus(Duration.ofMinutes(1));
        world.bring();
        while (receive()) {
            assertTrue(clock.instant().isBefore(end));
        }
        for (Optional<Instant> next = world.queue.next(FakeQueue.NEWS); next.isPresent() && next.get().isBefore(end); next = world.queue.next(FakeQueue.NEWS)) {
            clock.advance(Duration.between(clock.instant(), next.get()));
            while (receive()) {
                assertTrue(clock.instant().isBefore(end));
            }
        }
        clock.advance(Duration.between(clock.instant(), end));
    }

    /** Lets the function have one message, with little time for an endpoint that hangs. */
    private boolean receive() {
        Optional<QueuedMessage> message = world.queue.receive(FakeQueue.NEWS, 0);
        message.ifPresent(one -> {
            String merchant = DeliveryMessage.read(one.body()).merchant();
            receives.merge(merchant, 1, Integer::sum);
            mostReceived = Math.max(mostReceived, one.attempt());
            world.patience = hangs.get() && merchant.equals(world.merchant) ? SHORT : LONG;
            assertEquals(List.of(), world.messages.work(List.of(one)));
            world.queue.delete(FakeQueue.NEWS, one.receiptHandle());
        });
        return message.isPresent();
    }

    private int attempts(List<PaymentTerms> payments) {
        return payments.stream().mapToInt(terms -> world.attempts(terms).size()).sum();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
