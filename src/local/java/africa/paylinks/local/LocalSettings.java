package africa.paylinks.local;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Where the local stack listens, where it sends webhooks, and whether schedules run. Everything else is fixed. */
@ConfigMapping(prefix = "paylinks.local")
public interface LocalSettings {

    /** Port of the API and of the console. */
    int apiPort();

    /** Port of the sandbox. */
    int sandboxPort();

    /** Port of Secrets Manager, SQS and EventBridge. */
    int secretsPort();

    /** Port of DynamoDB. */
    int dynamodbPort();

    /**
     * Address that all servers listen on. The default is this machine alone; {@code 0.0.0.0} lets containers in. There is no
     * protection beyond the address.
     */
    @WithDefault("localhost")
    String bindAddress();

    /** Base URL of another API that receives the webhooks of the sandbox, such as that of {@code sam local start-api}. */
    Optional<URI> webhooksUrl();

    /** Whether time alone makes the schedules of the template call their functions. Moving the clock calls them in any case. */
    @WithDefault("true")
    boolean schedules();
}
