package africa.paylinks.local.gateway;

import africa.paylinks.local.http.Reply;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Makes an edited class live on the next request, and says readably when it cannot be. */
public final class LiveReload implements Supplier<Optional<Reply>> {

    private final AtomicLong lastScan;

    /**
     * Prepares for scanning.
     *
     * @param kept objects that outlive a reload
     */
    public LiveReload(Map<String, Object> kept) {
        this.lastScan = (AtomicLong) kept.computeIfAbsent("last-scan", key -> new AtomicLong(System.nanoTime()));
    }

    /** Looks for edits, restarts the application when there are some, and answers the error that keeps it from running. */
    @Override
    public Optional<Reply> get() {
        HotReplacementContext context = DevConsoleManager.getHotReplacementContext();
        if (context == null || context.isTest()) {
            return Optional.empty();
        }
        long arrived = System.nanoTime();
        synchronized (context) {
            // Whoever waited here while another request was scanning has had its scan.
            if (lastScan.get() - arrived < 0) {
                lastScan.set(System.nanoTime());
                try {
                    context.doScan(true);
                } catch (Exception e) {
                    return Optional.of(unavailable(e));
                }
            }
        }
        return Optional.ofNullable(context.getDeploymentProblem()).map(LiveReload::unavailable);
    }

    private static Reply unavailable(Throwable problem) {
        StringWriter text = new StringWriter();
        text.write("The application does not run as it is edited now.\n\n");
        problem.printStackTrace(new PrintWriter(text));
        return Reply.of(500, "text/plain; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
