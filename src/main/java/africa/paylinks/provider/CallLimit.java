package africa.paylinks.provider;

import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Bounds all calls that a piece of work makes to a provider, one after the other, for callers who must answer soon: each call's
 * own time limit is cut to what is left. It holds for the thread that does the work.
 */
public final class CallLimit {

    private static final ThreadLocal<Long> END = new ThreadLocal<>();

    private CallLimit() {
    }

    /**
     * Does the work with so much time for its calls in all.
     *
     * @throws ProviderUnreachable when the work makes a call for which no time is left
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
     * How long a call may take that by itself may take {@code timeout}.
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
            throw new ProviderUnreachable("was not asked: no time was left");
        }
        return left.compareTo(timeout) < 0 ? left : timeout;
    }
}
