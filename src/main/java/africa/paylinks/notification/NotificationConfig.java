package africa.paylinks.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of webhooks to merchants; the endpoints are stored with each merchant. */
@ConfigMapping(prefix = "paylinks.notifications")
public interface NotificationConfig {

    /** URL of the queue of events for merchants. */
    Optional<String> queueUrl();

    /** URL of the queue of undeliverable events. */
    Optional<String> deadLetterQueueUrl();

    /** URL of the queue of outbox records that could not be published. */
    Optional<String> unpublishedQueueUrl();

    /** The delay after each failed attempt; the attempt after the last delay is the last one. */
    @WithDefault("5s,5m,30m,2h,5h,10h,10h")
    List<Duration> retryAfter();

    /** The timeout of one attempt, from name resolution to the end of the response. */
    @WithDefault("15s")
    Duration timeout();

    /** The allowed ports of endpoints. */
    @WithDefault("443")
    Set<Integer> ports();

    /**
     * Allows plain http, any port and any address; for local runs only. Anyone who can set an endpoint could then call
     * whatever the function can reach.
     */
    @WithDefault("false")
    boolean privateEndpoints();
}
