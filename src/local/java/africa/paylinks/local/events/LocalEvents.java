package africa.paylinks.local.events;

import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.RequestHandler;
import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The event sources between functions: queues, the bus with its rules, the table's stream, and the pollers of Lambda, all as the template
 * declares them.
 */
public final class LocalEvents {

    private static final Logger LOG = Logger.getLogger(LocalEvents.class);
    private static final long IDLE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final EventTopology wiring;
    private final Queues queues;
    private final BusService bus;
    private final QueueService queueService;
    private final Map<String, Object> state;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Reads the event sources of the template.
     *
     * @param state objects that outlive a reload
     * @throws IOException when the template has a filter that cannot be read
     */
    public LocalEvents(Template template, Map<String, Object> state, Clock clock) throws IOException {
        this.wiring = EventTopology.of(template);
        this.state = state;
        this.queues = new Queues(wiring.queues(), state, clock);
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
    public void start(Functions functions, URI dynamoDb, String table) {
        for (EventTopology.StreamSource source : wiring.streamSources()) {
            StreamFollower follower = new StreamFollower(source, dynamoDb, table, functions, state);
            run("stream-" + source.function(), follower::step);
        }
        for (EventTopology.QueueSource source : wiring.queueSources()) {
            QueueFollower follower = new QueueFollower(source, queues, functions);
            for (int i = 0; i < source.concurrency(); i++) {
                run("queue-" + source.function() + "-" + i, follower::step);
            }
        }
    }

    /** Stops the pollers. */
    public void stop() {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(3_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }

    private void run(String name, Step step) {
        Thread thread = new Thread(() -> loop(step), "local-" + name);
        thread.setDaemon(true);
        thread.setContextClassLoader(LocalEvents.class.getClassLoader());
        threads.add(thread);
        thread.start();
    }

    private static void loop(Step step) {
        long pause = IDLE_MILLIS;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (step.run()) {
                    pause = IDLE_MILLIS;
                    continue;
                }
                pause = IDLE_MILLIS;
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                LOG.warnf("The local stack cannot follow: %s", e);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Polls once; returns false when there was nothing to deliver. */
    @FunctionalInterface
    private interface Step {

        boolean run() throws IOException, InterruptedException;
    }
}
