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

    /** Another address for Secrets Manager than that of the region, with its own dummy credentials; for local runs. */
    Optional<URI> endpoint();
}
