package africa.paylinks.logging;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/**
 * What the lines of one invocation have in common: the function, the request's id, the trace, and the payment that is worked
 * on. It belongs to the thread, and to the threads that it starts.
 */
public final class Correlation {

    /** What Lambda calls the invocation; Quarkus's poll loop sets it. */
    public static final String INVOCATION = "AWSRequestId";
    private static final String REQUEST = "requestId";
    private static final String FUNCTION = "function";
    private static final String PAYMENT = "payment";
    /** Where the poll loop puts the header {@code Lambda-Runtime-Trace-Id}. */
    private static final String TRACE_HEADER = "com.amazonaws.xray.traceHeader";
    private static final String TRACE_ROOT = "Root=";

    private static volatile String functionOfProcess = "";

    private Correlation() {
    }

    /** Names the one function that this process runs. */
    public static void ofProcess(String function) {
        functionOfProcess = function;
    }

    /** Does a piece of work in the name of an invocation, where several functions share the process. */
    public static <T, E extends Exception> T invocation(String function, String id, Work<T, E> work) throws E {
        return with(Map.of(FUNCTION, function, INVOCATION, id), work);
    }

    /** Answers a request of the gateway; {@link #about(String)} inside of it ends with it. */
    public static <T> T request(String id, Supplier<T> work) {
        return with(Map.of(REQUEST, id, PAYMENT, ""), work::get);
    }

    /** Does a piece of work on one payment. */
    public static <T> T about(String payment, Supplier<T> work) {
        return with(Map.of(PAYMENT, payment), work::get);
    }

    /** Says which payment the request turned out to be about. */
    public static void about(String payment) {
        MDC.put(PAYMENT, payment);
    }

    /** The same threads, for which each task belongs to whom it was handed in by and not to whoever came first. */
    public static Executor carried(Executor threads) {
        return task -> {
            Map<String, String> context = new HashMap<>();
            for (String name : new String[] {FUNCTION, INVOCATION, REQUEST, PAYMENT}) {
                context.put(name, value(name).orElse(""));
            }
            threads.execute(() -> with(context, () -> {
                task.run();
                return null;
            }));
        };
    }

    /** The {@code @Funq} name of the function. */
    public static Optional<String> function() {
        return value(FUNCTION).or(() -> Optional.of(functionOfProcess)).filter(name -> !name.isEmpty());
    }

    /** The request's id: the gateway's where it called, and Lambda's otherwise. */
    public static Optional<String> requestId() {
        return value(REQUEST).or(() -> value(INVOCATION));
    }

    /** The payment that is worked on. */
    public static Optional<String> payment() {
        return value(PAYMENT);
    }

    /** The root of {@code X-Amzn-Trace-Id}, which all functions on a call's way share. */
    public static Optional<String> trace() {
        String header = System.getProperty(TRACE_HEADER, "");
        int root = header.indexOf(TRACE_ROOT);
        if (root < 0) {
            return Optional.empty();
        }
        int end = header.indexOf(';', root);
        return Optional.of(header.substring(root + TRACE_ROOT.length(), end < 0 ? header.length() : end));
    }

    private static Optional<String> value(String name) {
        return MDC.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    private static <T, E extends Exception> T with(Map<String, String> context, Work<T, E> work) throws E {
        Map<String, Object> before = new HashMap<>();
        context.forEach((name, value) -> {
            before.put(name, MDC.get(name));
            MDC.put(name, value);
        });
        try {
            return work.run();
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    MDC.remove(name);
                } else {
                    MDC.put(name, value);
                }
            });
        }
    }

    /** Work that may throw. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {

        T run() throws E;
    }
}
