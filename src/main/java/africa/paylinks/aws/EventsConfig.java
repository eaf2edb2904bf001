package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Settings of the bus on which news of payments leaves Paylinks. */
@ConfigMapping(prefix = "paylinks.events")
public interface EventsConfig {

    /** Name or ARN of the EventBridge bus. */
    Optional<String> bus();

    /** Another address for EventBridge than that of the region, with dummy credentials; for local runs only. */
    Optional<URI> endpoint();
}
