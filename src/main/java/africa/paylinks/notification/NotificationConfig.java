package africa.paylinks.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of what merchants are told; where they are told is kept with each merchant. */
@ConfigMapping(prefix = "paylinks.notifications")
public interface NotificationConfig {

    /** The URL of the queue of events for merchants. */
    Optional<String> queueUrl();

    /** The URL of the queue of what could not be delivered. */
    Optional<String> deadLetterQueueUrl();

    /** The URL of the queue of records of the outbox that could not be published. */
    Optional<String> unpublishedQueueUrl();

    /** How long to wait after each failed attempt; the attempt after the last pause is the last. */
    @WithDefault("5s,5m,30m,2h,5h,10h,10h")
    List<Duration> retryAfter();

    /** How long one attempt may take, from name resolution to the end of the answer. */
    @WithDefault("15s")
    Duration timeout();

    /** The ports that endpoints may have. */
    @WithDefault("443")
    Set<Integer> ports();

    /**
     * Whether endpoints may be plain http, on any port and at any address; for local runs only. Whoever may name an endpoint
     * could then call whatever the function can reach.
     */
    @WithDefault("false")
    boolean privateEndpoints();
}
