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

    /** How long a secret is used at most while it cannot be read again; a withdrawn key ends then at the latest. */
    @WithDefault("6h")
    Duration maxAge();

    /** How long after a rotation webhooks are still accepted with the secret before; nothing ends it at once. */
    @WithDefault("24h")
    Duration previousAccepted();

    /** How long a request waits at most for a secret that was never read. */
    @WithDefault("1500ms")
    Duration timeout();

    /** Another address for Secrets Manager than that of the region, with its own dummy credentials; for local runs. */
    Optional<URI> endpoint();
}
