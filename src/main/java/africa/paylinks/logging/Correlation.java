package africa.paylinks.logging;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/**
 * The fields that all log lines of one invocation share: function, request id, trace and payment. They belong to the thread
 * and to the threads that it starts.
 */
public final class Correlation {

    /** Lambda's request id; Quarkus's poll loop sets it. */
    public static final String INVOCATION = "AWSRequestId";
    private static final String REQUEST = "requestId";
    private static final String FUNCTION = "function";
    private static final String PAYMENT = "payment";
    /** The system property into which the poll loop writes the header {@code Lambda-Runtime-Trace-Id}. */
    private static final String TRACE_HEADER = "com.amazonaws.xray.traceHeader";
    private static final String TRACE_ROOT = "Root=";

    private static volatile String functionOfProcess = "";

    private Correlation() {
    }

    /** Sets the function of this process, which runs only one. */
    public static void setFunction(String function) {
        functionOfProcess = function;
    }

    /** Runs a task as an invocation, if several functions share the process. */
    public static <T, E extends Exception> T invocation(String function, String id, Work<T, E> work) throws E {
        return with(Map.of(FUNCTION, function, INVOCATION, id), work);
    }

    /** Runs a task as a request of API Gateway; {@link #setPayment(String)} within the task lasts until its end. */
    public static <T> T request(String id, Supplier<T> work) {
        return with(Map.of(REQUEST, id, PAYMENT, ""), work::get);
    }

    /** Runs a task for one payment. */
    public static <T> T forPayment(String payment, Supplier<T> work) {
        return with(Map.of(PAYMENT, payment), work::get);
    }

    /** Sets the payment of the current request; without one, nothing would ever end it, so it is not set. */
    public static void setPayment(String payment) {
        if (MDC.get(PAYMENT) != null) {
            MDC.put(PAYMENT, payment);
        }
    }

    /** An executor whose tasks have the fields of the thread that submits them, not of the thread that started the pool's thread. */
    public static Executor propagating(Executor threads) {
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

    /** The request id: API Gateway's if it called the function, otherwise Lambda's. */
    public static Optional<String> requestId() {
        return value(REQUEST).or(() -> value(INVOCATION));
    }

    /** The current payment. */
    public static Optional<String> payment() {
        return value(PAYMENT);
    }

    /** The root of {@code X-Amzn-Trace-Id}, which all functions of a trace share. */
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

    /** A task that may throw. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {

        T run() throws E;
    }
}
