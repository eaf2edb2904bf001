package africa.paylinks.local.operations;

import africa.paylinks.local.events.Queues;
import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.gateway.Gateway;
import africa.paylinks.local.http.RequestHandler;
import africa.paylinks.logging.JsonLogHandler;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Logger;

/** What CloudWatch does for a deployed stack: it measures, keeps metrics, evaluates alarms and shows the dashboard. */
public final class LocalOperations {

    private static final org.jboss.logging.Logger LOG = org.jboss.logging.Logger.getLogger(LocalOperations.class);
    private static final Logger PRODUCT = Logger.getLogger("africa.paylinks");
    private static final long SAMPLE_SECONDS = 10;

    private final MetricStore store;
    private final DefinitionsFile definitions;
    private final Clock clock;
    private final Map<String, Object> state;
    private final Path template;
    private final Meter meter;
    private final Handler log;
    private ScheduledExecutorService threads;

    /**
     * Reads what the template defines.
     *
     * @param state objects that outlive a reload
     * @throws IllegalStateException when the template defines anything that cannot be evaluated; the message names it
     */
    public LocalOperations(Path template, String stage, String table, MetricStore store, Map<String, Object> state, Clock clock) {
        this.store = store;
        this.definitions = new DefinitionsFile(template, stage, table);
        this.clock = clock;
        this.state = state;
        this.template = template;
        this.meter = new Meter(store, definitions::current, clock, table, definitions.current().deployment().name("HttpApi"));
        this.log = new JsonLogHandler(meter::logged);
    }

    /** Measures what AWS measures by itself. */
    public Meter meter() {
        return meter;
    }

    /** Measures each invocation. */
    public ObservedFunctions observed(Functions functions) {
        return new ObservedFunctions(functions, meter, clock, state);
    }

    /** Measures each answer of the API. */
    public RequestHandler observed(RequestHandler api, Gateway.RouteTable routes) {
        return new AccessLog(api, routes, meter);
    }

    /**
     * Answers the requests of the page, and starts to measure queues and log lines.
     *
     * @param always whether to evaluate all the time, and not only when somebody looks
     * @param others handles every other request
     */
    public RequestHandler start(ObservedFunctions functions, Queues queues, boolean always, RequestHandler others) {
        PRODUCT.addHandler(log);
        Operations operations = new Operations(definitions::current, store, meter, new AlarmStates(state), functions, queues,
                new Runbook(template.resolveSibling("docs").resolve("operate.md")), clock);
        if (always) {
            evaluateOften(operations);
        }
        return new OperationsApi(operations, functions, others);
    }

    private void evaluateOften(Operations operations) {
        threads = Executors.newScheduledThreadPool(1, task -> {
            Thread thread = new Thread(task, "local-operations");
            thread.setDaemon(true);
            thread.setContextClassLoader(LocalOperations.class.getClassLoader());
            return thread;
        });
        threads.scheduleAtFixedRate(() -> {
            try {
                operations.evaluate();
            } catch (RuntimeException failed) {
                LOG.warnf("The alarms cannot be evaluated: %s", failed.getMessage());
            }
        }, 0, SAMPLE_SECONDS, TimeUnit.SECONDS);
    }

    /** Stops to measure. */
    public void stop() {
        PRODUCT.removeHandler(log);
        if (threads != null) {
            threads.shutdownNow();
        }
    }
}
