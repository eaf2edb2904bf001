package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.RetryPolicy;
import africa.paylinks.local.sandbox.Webhooks;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Sends webhooks as FLUID does: the product has a short time to acknowledge, and up to five repetitions follow, each after twice the wait, when no
 * answer comes or one that asks to try again.
 */
public final class FluidWebhooks {

    private static final int REPETITIONS = 5;
    private static final Set<Integer> TRY_AGAIN = Set.of(0, 408, 429);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

    private final URI subscription;
    private final Webhooks webhooks;
    private final FluidTiming timing;

    /**
     * Sends the webhooks of the simulated FLUID.
     *
     * @param state objects that outlive a reload
     * @param subscription where webhooks go when a debit names no URL of its own
     */
    public FluidWebhooks(Map<String, Object> state, URI subscription, Orders orders, FluidTiming timing, Clock clock) {
        this.subscription = subscription;
        this.webhooks = new Webhooks(state, subscription, orders, clock);
        this.timing = timing;
    }

    /**
     * Sends one and returns after the first attempt; repetitions follow in the background.
     *
     * @param callback URL that the debit named, or empty text
     */
    void send(String reference, String callback, byte[] body, Map<String, String> headers, Delivery delivery) throws InterruptedException {
        List<Duration> waits = IntStream.range(0, REPETITIONS).mapToObj(this::waitBefore).toList();
        webhooks.sendThenRetry(webhooks.message(reference, body, headers, delivery).to(target(callback), timing.acknowledgeWithin()),
                new RetryPolicy(waits, status -> !TRY_AGAIN.contains(status) && status < 500));
    }

    /** Doubles the wait with every repetition, and adds up to a tenth at random. */
    private Duration waitBefore(int repetition) {
        long millis = timing.retryAfter().toMillis() << repetition;
        return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1));
    }

    /** The sandbox sends nothing outside this machine, whatever URL a debit names. */
    private URI target(String callback) {
        try {
            URI uri = URI.create(callback);
            return uri.getHost() != null && LOOPBACK.contains(uri.getHost()) ? uri : subscription;
        } catch (IllegalArgumentException notAUrl) {
            return subscription;
        }
    }
}
