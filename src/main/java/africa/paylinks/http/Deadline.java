package africa.paylinks.http;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Limits the total time of an outgoing exchange: name resolution, connection, headers and body. Limits per phase do not stop
 * a server that is slow in each phase, and the JDK's own timeout ends at the headers (JDK-8208693).
 */
public final class Deadline {

    private Deadline() {
    }

    /**
     * Waits for an exchange and always ends it, so that no unused connection stays open.
     *
     * @param end closes the exchange's resources; called once, also after success
     * @throws TimeoutException   when the exchange does not finish within the limit
     * @throws ExecutionException when the exchange itself failed
     */
    public static <T> T await(Future<T> exchange, Duration limit, Runnable end)
            throws TimeoutException, ExecutionException, InterruptedException {
        try {
            return exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            end.run();
        }
    }
}
