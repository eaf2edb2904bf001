package africa.paylinks.http;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one time limit of outgoing exchanges: it covers name resolution, connection, headers and body together, because a
 * limit per phase never ends a peer that is slow in each, and the JDK's own limit ends at the headers (JDK-8208693).
 */
public final class Deadline {

    private Deadline() {
    }

    /**
     * Waits for an exchange, and ends it in any case, so that nothing goes on in a connection that nobody reads.
     *
     * @param end closes what the exchange uses; is called once, also after success
     * @throws TimeoutException   when the whole exchange is not over within the limit
     * @throws ExecutionException when the exchange failed by itself
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
