package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Settings of the queues. */
@ConfigMapping(prefix = "paylinks.queues")
public interface QueuesConfig {

    /** Another address for SQS than that of the region, with dummy credentials; for local runs only. */
    Optional<URI> endpoint();
}
