package africa.paylinks.bench;

import africa.paylinks.packaged.FunctionPackage;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One function and the events to feed it with.
 *
 * @param function the {@code @Funq} name
 * @param environment on top of what Lambda sets
 * @param event makes a fresh event whose answer has the expected status, outside the measured time
 * @param status the HTTP status each answer must have, or {@link #NO_HTTP}
 * @param calls what one request may ask, by service; of services that are not named, nothing
 * @param allowance how many times the floor it may cost, cold and in memory
 */
record Workload(String function, FunctionPackage functionPackage, Map<String, String> environment,
        Supplier<byte[]> event, int status, Map<String, List<String>> calls, double allowance) {

    /** The status of a function that answers something else than HTTP. */
    static final int NO_HTTP = 0;

    Workload answering(int otherStatus) {
        return new Workload(function, functionPackage, environment, event, otherStatus, calls, allowance);
    }

    Workload with(Map<String, String> otherEnvironment) {
        return new Workload(function, functionPackage, otherEnvironment, event, status, calls, allowance);
    }

    /** Providers wait for the answers of webhooks, and not for long. */
    boolean isWebhook() {
        return function.endsWith("-webhook");
    }
}
