package africa.paylinks.local.gateway;

import africa.paylinks.local.http.LocalResponse;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reloads edited classes on the next request, and shows a readable error when that fails. */
public final class LiveReload implements Supplier<Optional<LocalResponse>> {

    private static final Pattern COLOUR = Pattern.compile("\\x1B\\[[0-9;]*m");

    private final AtomicLong lastScan;

    /**
     * Prepares the scan.
     *
     * @param state objects that outlive a reload
     */
    public LiveReload(Map<String, Object> state) {
        this.lastScan = (AtomicLong) state.computeIfAbsent("last-scan", key -> new AtomicLong(System.nanoTime()));
    }

    /** Scans for edits, restarts the application if there are any, and returns the error that prevents it from running. */
    @Override
    public Optional<LocalResponse> get() {
        HotReplacementContext context = DevConsoleManager.getHotReplacementContext();
        if (context == null || context.isTest()) {
            return Optional.empty();
        }
        long arrived = System.nanoTime();
        synchronized (context) {
            // A request that waited for the scan of another one needs no scan.
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

    private static LocalResponse unavailable(Throwable problem) {
        StringBuilder text = new StringBuilder("The application does not run as it is edited now; the log has the whole story.\n");
        Set<String> messages = new LinkedHashSet<>();
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            messages.add(COLOUR.matcher(String.valueOf(cause.getMessage())).replaceAll("").strip());
        }
        // The last cause is the actual error; the others usually quote it.
        List<String> causes = new ArrayList<>(messages);
        Collections.reverse(causes);
        causes.forEach(cause -> text.append('\n').append(cause).append('\n'));
        return LocalResponse.of(500, "text/plain; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
