package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Settings of the event bus. */
@ConfigMapping(prefix = "paylinks.events")
public interface EventsConfig {

    /** Name or ARN of the EventBridge bus. */
    Optional<String> bus();

    /** Endpoint override for EventBridge, with dummy credentials; for local runs only. */
    Optional<URI> endpoint();
}
