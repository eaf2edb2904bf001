package africa.paylinks.local.events;

import africa.paylinks.local.dynamodb.DynamoDb;
import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.RequestHandler;
import africa.paylinks.local.template.Template;
import africa.paylinks.local.time.Activity;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * The event sources between functions: queues, the bus with its rules, the table's stream, and the pollers of Lambda, all as the template
 * declares them.
 */
public final class LocalEvents {

    private final EventTopology wiring;
    private final Queues queues;
    private final BusService bus;
    private final QueueService queueService;
    private final Map<String, Object> state;
    private final Activity activity;
    private final Clock clock;
    private final List<Poller> pollers = new CopyOnWriteArrayList<>();

    /**
     * Reads the event sources of the template.
     *
     * @param state objects that outlive a reload
     * @throws IOException when the template has a filter that cannot be read
     */
    public LocalEvents(Template template, Map<String, Object> state, Clock clock) throws IOException {
        this(template, state, clock, new Activity());
    }

    /**
     * Reads the event sources of the template.
     *
     * @param state objects that outlive a reload
     * @param activity learns of each message
     * @throws IOException when the template has a filter that cannot be read
     */
    public LocalEvents(Template template, Map<String, Object> state, Clock clock, Activity activity) throws IOException {
        this.activity = activity;
        this.clock = clock;
        this.wiring = EventTopology.of(template);
        this.state = state;
        this.queues = new Queues(wiring.queues(), state, clock, activity::touch);
        this.bus = new BusService(wiring.rules(), queues, clock);
        this.queueService = new QueueService(queues);
    }

    /** Returns the queues, for tests that inspect them. */
    public Queues queues() {
        return queues;
    }

    /** Handles requests to SQS and EventBridge, and passes those to other services to {@code fallback}. */
    public RequestHandler before(RequestHandler fallback) {
        return call -> {
            String target = call.header("x-amz-target").orElse("");
            RequestHandler service = target.startsWith(QueueService.TARGET) ? queueService : target.startsWith(BusService.TARGET) ? bus : fallback;
            return service.answer(call);
        };
    }

    /** Starts the pollers, each in its own thread. */
    public void start(Functions functions, DynamoDb dynamoDb, String table) {
        start(functions, dynamoDb, table, (function, age) -> { });
    }

    /**
     * Starts the pollers, each in its own thread.
     *
     * @param handedOver told, for each batch of changes of the table, the function that got it and the age of its last change
     */
    public void start(Functions functions, DynamoDb dynamoDb, String table, BiConsumer<String, Duration> handedOver) {
        for (EventTopology.StreamSource source : wiring.streamSources()) {
            StreamFollower follower = new StreamFollower(source, dynamoDb, table, functions, state, clock, handedOver);
            run("stream-" + source.function(), follower::step, follower::hasPending);
        }
        for (EventTopology.QueueSource source : wiring.queueSources()) {
            QueueFollower follower = new QueueFollower(source, queues, functions);
            for (int i = 0; i < source.concurrency(); i++) {
                run("queue-" + source.function() + "-" + i, follower::step, () -> false);
            }
        }
    }

    /** Returns whether every poller has found nothing since the latest activity; those that have not poll again now. */
    public boolean isIdle(long version) {
        return pollers.stream().filter(poller -> !poller.isIdle(version)).count() == 0;
    }

    /** Returns when the first message that a function consumes becomes visible. */
    public Optional<Instant> nextVisible() {
        return queues.nextVisible(wiring.queueSources().stream().map(EventTopology.QueueSource::queue).toList());
    }

    /** Returns how many messages each queue that a function consumes holds, hidden or not; queues without messages are left out. */
    public Map<String, Integer> waiting() {
        Map<String, Integer> waiting = new TreeMap<>();
        wiring.queueSources().forEach(source -> waiting.put(source.queue(), queues.bodies(source.queue()).size()));
        waiting.values().removeIf(count -> count == 0);
        return waiting;
    }

    /** Stops the pollers. */
    public void stop() {
        pollers.forEach(Poller::interrupt);
        for (Poller poller : pollers) {
            try {
                poller.join(3_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        pollers.clear();
    }

    private void run(String name, Poller.Step step, BooleanSupplier waitsToRetry) {
        Poller poller = new Poller(name, step, waitsToRetry, activity);
        pollers.add(poller);
        poller.start();
    }
}
