package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of the secrets. */
@ConfigMapping(prefix = "paylinks.secrets")
public interface SecretsConfig {

    /** How long a secret is used before it is read again. */
    @WithDefault("5m")
    Duration ttl();

    /** How long a secret is used at most while Secrets Manager cannot be read. */
    @WithDefault("6h")
    Duration maxAge();

    /** How long after a rotation webhooks are accepted with the previous secret; zero ends it at once. */
    @WithDefault("24h")
    Duration previousAccepted();

    /** How long a request waits at most for a secret that was never read. */
    @WithDefault("1500ms")
    Duration timeout();

    /** Another address for Secrets Manager than that of the region, with dummy credentials; for local runs only. */
    Optional<URI> endpoint();
}
