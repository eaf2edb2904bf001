package africa.paylinks.link;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of payment links. */
@ConfigMapping(prefix = "paylinks")
public interface LinkConfig {

    /** The name of the deployment, part of the secrets' names; {@code local} is the developer's own machine. */
    @WithDefault("prod")
    String stage();

    /** The public base URL of this deployment; if absent, the host name of the API request. */
    Optional<URI> publicUrl();

    /** How long a link is valid if the request does not set an expiry. */
    @WithDefault("24h")
    Duration linkLife();
}
