package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.queue.QueueUnavailable;
import africa.paylinks.queue.QueuedMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many payments on their way to the merchant while everything between fails at random: the stream hands over again what was
 * published, the bus refuses or takes without saying so, the queue repeats, delays, forgets and disorders, functions and the
 * scheduler of what waits in the table are killed anywhere, the endpoint hangs, and fails with and without having heard. {@code -Dpaylinks.test.payments=10000} for more of them.
 */
@Tag("slow")
class EventDeliveryUnderFailureTest {

    private static final Logger LOG = Logger.getLogger(EventDeliveryUnderFailureTest.class);
    private static final int PAYMENTS = Integer.getInteger("paylinks.test.payments", 60);
    private static final long SEED = Long.getLong("paylinks.test.seed", 20261122L);
    /** Lets leases and pauses pass faster than anything else. */
    private static final int HASTE = 15;
    private static final int SHARDS = 3;
    private static final int WORKERS = 3;
    private static final int WINDOW = 40;
    private static final List<List<PaymentStatus>> WAYS = List.of(
            List.of(PaymentStatus.COMPLETED), List.of(PaymentStatus.COMPLETED), List.of(PaymentStatus.COMPLETED),
            List.of(PaymentStatus.COMPLETED, PaymentStatus.REFUNDED), List.of(PaymentStatus.FAILED, PaymentStatus.COMPLETED),
            List.of(PaymentStatus.EXPIRED, PaymentStatus.COMPLETED));

    private final FastClock clock = new FastClock();
    /** Who processes something reads; who moves the clock writes, so that no lease ends while its owner works. */
    private final ReadWriteLock processing = new ReentrantReadWriteLock();
    private final ThreadLocal<Random> random = new ThreadLocal<>();
    private final ThreadLocal<Boolean> dead = ThreadLocal.withInitial(() -> false);
    private final Map<String, AtomicInteger> faultCounts = new ConcurrentHashMap<>();
    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private final List<FakeEndpoint.Received> received = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final FakeEndpoint endpoint = new FakeEndpoint(received);
    private final DeliveryFixture fixture = new DeliveryFixture(clock, new FakeQueue(clock, Duration.ofSeconds(80), () -> happens("a message is forgotten about", 20)));
    private final List<BlockingQueue<StreamBatch.Change>> shards = new ArrayList<>();
    private final AtomicInteger unpublished = new AtomicInteger();

    @Test
    void everyEventIsDeliveredAndNoStatusRegresses() throws Exception {
        long began = System.nanoTime();
        fixture.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        fixture.patience = Duration.ofMillis(500);
        // One wait in three is in the table.
        List<Duration> retryAfter = IntStream.range(0, 30).mapToObj(number -> Duration.ofSeconds(number % 3 == 2 ? 61 : 1)).toList();
        fixture.wire(new CrashingLeaseStore(), new CrashingDeliveryLog(), retryAfter, this::crashing);
        AtomicInteger answers = new AtomicInteger();
        endpoint.answer(one -> {
            random.set(new Random(SEED + 7L * answers.incrementAndGet()));
            if (happens("the endpoint answers 500", 10)) {
                return 500;
            }
            if (happens("the endpoint hears and breaks off", 30)) {
                return 0;
            }
            if (happens("the endpoint hangs", 150)) {
                sleep(fixture.patience.multipliedBy(2));
                return 204;
            }
            accepted.add(one.id());
            return 204;
        });
        List<Thread> threads = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            BlockingQueue<StreamBatch.Change> changes = new LinkedBlockingQueue<>();
            shards.add(changes);
            threads.add(run("stream-" + shard, shard, () -> follow(changes)));
        }
        for (int worker = 0; worker < WORKERS; worker++) {
            threads.add(run("worker-" + worker, 100 + worker, this::work));
        }
        threads.add(run("scheduler", 200, this::schedule));
        random.set(new Random(SEED));
        List<PaymentTerms> all = runPayments();
        // Looked at more than once, as something may be on its way between queue and table.
        for (int idle = 0; idle < 5;) {
            assertTrue(broken.get() == null, () -> broken.get().toString());
            Thread.sleep(50);
            idle = unpublished.get() > 0 || moveToNext() ? 0 : idle + 1;
        }
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
        endpoint.close();
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();

        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.DEAD));
        Map<String, List<FakeEndpoint.Received>> receivedByPayment = new HashMap<>();
        received.forEach(one -> receivedByPayment.computeIfAbsent(one.paymentId(), id -> new ArrayList<>()).add(one));
        int events = 0;
        for (PaymentTerms terms : all) {
            List<StreamBatch.Change> outbox = DeliveryFixture.outbox(terms.id());
            Set<String> expected = new HashSet<>();
            outbox.forEach(change -> expected.add(OutboxRecord.read(change.dynamodb().newImage()).orElseThrow().eventId()));
            events += expected.size();
            assertTrue(accepted.containsAll(expected), "something of " + terms.id() + " was lost");
            int rank = PaymentStatus.CREATING.rank();
            for (FakeEndpoint.Received one : receivedByPayment.get(terms.id())) {
                int next = PaymentStatus.valueOf(one.json().path("data").path("status").asText()).rank();
                assertTrue(next >= rank, terms.id() + " went back");
                rank = next;
            }
            assertEquals(fixture.payments.find(terms.id()).orElseThrow().status().rank(), rank, "the last that was heard");
        }
        Map<String, String> contents = new HashMap<>();
        received.forEach(one -> assertEquals(contents.computeIfAbsent(one.id(), id -> one.body()), one.body(), "the same id, the same content"));
        assertEquals(events, contents.size());
        LOG.infof("%d payments, %d events, %d requests in %d s; %s", all.size(), events, received.size(), seconds, new TreeMap<>(faultCounts));
    }

    /** Moves the clock to what comes next; false when nothing does. */
    private boolean moveToNext() {
        processing.writeLock().lock();
        try {
            Optional<Instant> next = fixture.next();
            next.ifPresent(clock::moveTo);
            return next.isPresent();
        } finally {
            processing.writeLock().unlock();
        }
    }

    /** Creates payments and lets each take its steps, a few of them at a time in no order. */
    private List<PaymentTerms> runPayments() throws InterruptedException {
        List<PaymentTerms> all = new ArrayList<>();
        Map<PaymentTerms, List<PaymentStatus>> going = new HashMap<>();
        Map<String, Integer> written = new HashMap<>();
        while (all.size() < PAYMENTS || !going.isEmpty()) {
            assertTrue(broken.get() == null, () -> broken.get().toString());
            PaymentTerms terms;
            if (all.size() < PAYMENTS && going.size() < WINDOW) {
                terms = fixture.payment();
                all.add(terms);
                going.put(terms, new ArrayList<>(WAYS.get(random.get().nextInt(WAYS.size()))));
            } else {
                terms = List.copyOf(going.keySet()).get(random.get().nextInt(going.size()));
                fixture.raise(terms, going.get(terms).remove(0));
                if (going.get(terms).isEmpty()) {
                    going.remove(terms);
                }
            }
            List<StreamBatch.Change> outbox = DeliveryFixture.outbox(terms.id());
            int from = written.getOrDefault(terms.id(), 0);
            written.put(terms.id(), outbox.size());
            unpublished.addAndGet(outbox.size() - from);
            shards.get(Math.floorMod(terms.id().hashCode(), SHARDS)).addAll(outbox.subList(from, outbox.size()));
            while (fixture.queue.bodies(FakeQueue.EVENTS).size() > 400) {
                Thread.sleep(20);
            }
        }
        return all;
    }

    /** Lambda's way with a stream: a batch comes again from where it failed, or whole when the function died. */
    private void follow(BlockingQueue<StreamBatch.Change> changes) throws InterruptedException {
        EventPublisher publishing = new EventPublisher(fixture.payments, fixture.log, this::publish,
                record -> fixture.queue.send(FakeQueue.DEAD, List.of(record)), RecordedMetrics.checked());
        AtomicLong sequence = new AtomicLong();
        List<StreamBatch.Change> batch = new ArrayList<>();
        while (true) {
            if (batch.isEmpty()) {
                batch.add(numbered(changes.take(), sequence));
            }
            while (batch.size() < 20 && !changes.isEmpty()) {
                batch.add(numbered(changes.take(), sequence));
            }
            if (happens("the stream's function dies before", 30)) {
                continue;
            }
            Optional<String> from = publishing.publish(List.copyOf(batch));
            if (happens("the stream's function dies after", 20)) {
                continue;
            }
            while (!batch.isEmpty() && !from.equals(Optional.of(batch.get(0).dynamodb().sequenceNumber()))) {
                batch.remove(0);
                unpublished.decrementAndGet();
            }
        }
    }

    private static StreamBatch.Change numbered(StreamBatch.Change change, AtomicLong sequence) {
        return new StreamBatch.Change(change.eventName(), new StreamBatch.Item(change.dynamodb().newImage(), Long.toString(sequence.incrementAndGet())));
    }

    private Set<Integer> publish(List<PaymentEvent> events) {
        Set<Integer> all = new TreeSet<>();
        for (int place = 0; place < events.size(); place++) {
            all.add(place);
        }
        if (happens("the bus cannot be reached", 30)) {
            return all;
        }
        Set<Integer> refused = new TreeSet<>();
        for (int place = 0; place < events.size(); place++) {
            if (happens("the bus refuses an event", 40)) {
                refused.add(place);
                continue;
            }
            int copies = happens("the queue has a message twice", 30) ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                fixture.queue.send(FakeQueue.EVENTS, DeliveryFixture.envelope(events.get(place)), Duration.ofMillis(random.get().nextInt(4_000)));
            }
        }
        return happens("the bus takes and does not say so", 30) ? all : refused;
    }

    private void work() throws InterruptedException {
        while (true) {
            boolean idle;
            processing.readLock().lock();
            try {
                idle = !processNext();
            } finally {
                processing.readLock().unlock();
            }
            if (idle) {
                Thread.sleep(5);
            }
        }
    }

    private boolean processNext() {
        Optional<QueuedMessage> message = fixture.queue.receive(FakeQueue.EVENTS, random.get().nextInt(1_000));
        dead.set(false);
        message.ifPresent(one -> {
            try {
                boolean done = fixture.messages.process(List.of(one)).isEmpty();
                if (done && !happens("the queue does not delete", 30)) {
                    fixture.queue.delete(FakeQueue.EVENTS, one.receiptHandle());
                }
            } catch (Killed killed) {
                // The message comes again when its time is over.
            }
        });
        return message.isPresent();
    }

    /** Runs the scheduler as its schedule does, a new process after each death. */
    private void schedule() throws InterruptedException {
        while (true) {
            for (Instant next = clock.instant().plusSeconds(20); clock.instant().isBefore(next);) {
                Thread.sleep(20);
            }
            dead.set(false);
            processing.readLock().lock();
            try {
                fixture.bring(fixture.scheduler(this::crashing));
            } catch (Killed | StoreUnavailable | QueueUnavailable ended) {
                // What it had not got to is due still.
                continue;
            } finally {
                processing.readLock().unlock();
            }
        }
    }

    /** Whoever calls such a part dies now and then, before the call or after it, or gets no answer. */
    private <T> T crashing(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            String step = type.getSimpleName() + "." + method.getName();
            crashIfDue("killed before " + step);
            // The queue's own time is over some day, so that nobody hears of a redelivery that failed.
            if (!method.getName().equals("redeliver") && happens("no answer to " + step, 150)) {
                throw target == fixture.queue ? new QueueUnavailable("played", null) : new StoreUnavailable("played", null);
            }
            Object answer;
            try {
                answer = method.invoke(target, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
            crashIfDue("killed after " + step);
            return answer;
        }));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean happens(String fault, int oneIn) {
        boolean now = random.get() != null && random.get().nextInt(oneIn) == 0;
        if (now) {
            faultCounts.computeIfAbsent(fault, name -> new AtomicInteger()).incrementAndGet();
        }
        return now;
    }

    private void crashIfDue(String where) {
        if (happens(where, 60)) {
            dead.set(true);
            throw new Killed();
        }
    }

    private Thread run(String name, int number, Work work) {
        Thread thread = new Thread(() -> {
            random.set(new Random(SEED + number));
            try {
                work.run();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            } catch (Throwable failed) {
                broken.compareAndSet(null, failed);
            }
        }, name);
        thread.start();
        return thread;
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** The end of a process: nothing that it would have done after is done. */
    private static final class Killed extends Error {

        private static final long serialVersionUID = 1L;
    }

    private final class CrashingLeaseStore implements LeaseStore {

        private final DynamoLeaseStore store = new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);

        @Override
        public Optional<Lease> take(String subject, Duration lease) {
            if (happens("the table does not answer", 60)) {
                throw new StoreUnavailable("played", null);
            }
            Optional<Lease> taken = store.take(subject, lease);
            crashIfDue("a worker dies at the beginning");
            return taken;
        }

        @Override
        public Lease write(Lease progress, Map<String, String> entries) {
            return store.write(progress, entries);
        }

        @Override
        public void release(Lease progress) {
            if (!dead.get()) {
                store.release(progress);
            }
        }
    }

    private final class CrashingDeliveryLog implements DeliveryLog {

        private final DynamoDeliveryLog store = new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG);

        @Override
        public List<OutboxRecord> events(String paymentId) {
            return store.events(paymentId);
        }

        @Override
        public Map<String, String> states(String subject) {
            return store.states(subject);
        }

        @Override
        public List<DeliveryAttempt> attempts(String paymentId) {
            return store.attempts(paymentId);
        }

        @Override
        public Lease record(Lease progress, Map<String, String> entries, DeliveryAttempt attempt) {
            crashIfDue("a worker dies between request and note");
            Lease noted = store.record(progress, entries, attempt);
            crashIfDue("a worker dies after the note");
            return noted;
        }
    }

    private static final class FastClock extends Clock {

        private final long began = System.nanoTime();
        private final AtomicLong moved = new AtomicLong();

        @Override
        public Instant instant() {
            return SamplePayments.NOW.plusNanos((System.nanoTime() - began) * HASTE + moved.get());
        }

        /** Moves forward; an instant that has passed changes nothing. */
        void moveTo(Instant next) {
            Duration left = Duration.between(instant(), next);
            if (!left.isNegative()) {
                moved.addAndGet(left.toNanos());
            }
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
