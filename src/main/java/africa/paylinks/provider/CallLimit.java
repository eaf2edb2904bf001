package africa.paylinks.provider;

import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Limits the total time of the provider calls that a task makes, for callers that must answer soon. Each call's own timeout
 * is cut to the time that is left. The limit applies to the current thread.
 */
public final class CallLimit {

    private static final ThreadLocal<Long> END = new ThreadLocal<>();

    private CallLimit() {
    }

    /**
     * Runs the task with this much time for all its calls.
     *
     * @throws ProviderUnreachable when the task makes a call after the time is used up
     */
    public static <T> T within(Duration time, Supplier<T> work) {
        Long before = END.get();
        END.set(System.nanoTime() + time.toNanos());
        try {
            return work.get();
        } finally {
            if (before == null) {
                END.remove();
            } else {
                END.set(before);
            }
        }
    }

    /**
     * The timeout of a call that could take {@code timeout} on its own.
     *
     * @throws ProviderUnreachable when no time is left
     */
    static Duration cut(Duration timeout) {
        Long end = END.get();
        if (end == null) {
            return timeout;
        }
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            throw new ProviderUnreachable("was not called: no time was left");
        }
        return left.compareTo(timeout) < 0 ? left : timeout;
    }
}
