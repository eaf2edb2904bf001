package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Settings of the queues. */
@ConfigMapping(prefix = "paylinks.queues")
public interface QueuesConfig {

    /** Endpoint override for SQS, with dummy credentials; for local runs only. */
    Optional<URI> endpoint();
}
