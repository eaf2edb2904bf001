package africa.paylinks.local.events;

import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Calls the functions that the template schedules. */
public final class Schedules {

    private static final Logger LOG = Logger.getLogger(Schedules.class);
    private static final String SCHEDULE = "aws.events";
    private static final Pattern RATE = Pattern.compile("rate\\(([0-9]+) (minute|hour|day)s?\\)");

    private final List<Entry> entries;
    private final Clock clock;
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean isPaused;
    private ScheduledExecutorService threads;

    /** A function and its interval. */
    public record Entry(String function, Duration rate) {
    }

    /** Reads the template's schedules. */
    public Schedules(Template template, Clock clock) {
        this.entries = entries(template);
        this.clock = clock;
    }

    /** Returns the functions and their intervals. */
    public List<Entry> entries() {
        return entries;
    }

    /** Stops calling functions by real time, or continues; calls that are in progress go on. */
    public void pause(boolean pause) {
        isPaused = pause;
    }

    /** Returns how many calls are in progress. */
    public int running() {
        return running.get();
    }

    /**
     * Calls a function in a thread of its own.
     *
     * @param source who calls; functions may do less for another source than the schedule's {@code aws.events}
     */
    public void call(Functions functions, Entry entry, String source) {
        running.incrementAndGet();
        Thread thread = thread(() -> call(functions, entry.function, source, running::decrementAndGet));
        thread.start();
    }

    static List<Entry> entries(Template template) {
        List<Entry> entries = new ArrayList<>();
        for (Map<String, Object> function : template.resources("AWS::Serverless::Function").values()) {
            String export = Template.text(Template.map(Template.map(function.get("Environment")).get("Variables")).get("QUARKUS_FUNQY_EXPORT")).orElse("");
            for (Object event : Template.map(function.get("Events")).values()) {
                if ("Schedule".equals(Template.map(event).get("Type"))) {
                    entries.add(new Entry(export, rate(String.valueOf(Template.map(Template.map(event).get("Properties")).get("Schedule")))));
                }
            }
        }
        return entries;
    }

    private static Duration rate(String expression) {
        Matcher rate = RATE.matcher(expression);
        if (!rate.matches()) {
            throw new IllegalStateException("The local stack only knows schedules like rate(1 minute), not " + expression);
        }
        return Duration.of(Long.parseLong(rate.group(1)), ChronoUnit.valueOf(rate.group(2).toUpperCase(java.util.Locale.ROOT) + "S"));
    }

    /** Starts the schedules; each first call follows after one interval. */
    public void start(Functions functions) {
        threads = Executors.newScheduledThreadPool(1, Schedules::thread);
        entries.forEach(entry -> threads.scheduleAtFixedRate(() -> callByTime(functions, entry), entry.rate.toMillis(), entry.rate.toMillis(),
                TimeUnit.MILLISECONDS));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "local-schedule");
        thread.setDaemon(true);
        thread.setContextClassLoader(Schedules.class.getClassLoader());
        return thread;
    }

    private void callByTime(Functions functions, Entry entry) {
        running.incrementAndGet();
        if (isPaused) {
            running.decrementAndGet();
        } else {
            call(functions, entry.function, SCHEDULE, running::decrementAndGet);
        }
    }

    /** Stops the schedules. */
    public void stop() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    private void call(Functions functions, String function, String source, Runnable after) {
        ObjectNode event = Json.object().put("version", "0").put("id", UUID.randomUUID().toString()).put("detail-type", "Scheduled Event")
                .put("source", source).put("account", "000000000000").put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", "eu-west-1");
        event.putArray("resources");
        event.putObject("detail");
        try {
            functions.invoke(function, Json.bytes(event));
        } catch (Exception | LinkageError e) {
            LOG.errorf(e, "%s failed; its schedule goes on", function);
        } finally {
            after.run();
        }
    }
}
