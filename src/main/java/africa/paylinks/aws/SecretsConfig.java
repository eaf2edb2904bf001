package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of the secrets. */
@ConfigMapping(prefix = "paylinks.secrets")
public interface SecretsConfig {

    /** How long a secret is cached before it is reloaded. */
    @WithDefault("5m")
    Duration ttl();

    /** How long a cached secret is used at most while Secrets Manager does not answer. */
    @WithDefault("6h")
    Duration maxAge();

    /** How long webhooks with the previous secret are accepted after a rotation; zero ends it immediately. */
    @WithDefault("24h")
    Duration previousAccepted();

    /** How long a request waits at most for a secret that is not cached. */
    @WithDefault("1500ms")
    Duration timeout();

    /** Endpoint override for Secrets Manager, with dummy credentials; for local runs only. */
    Optional<URI> endpoint();
}
