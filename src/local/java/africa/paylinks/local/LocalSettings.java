package africa.paylinks.local;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Where the local stack listens and sends its webhooks, and whether time does anything in it; everything else about it is fixed. */
@ConfigMapping(prefix = "paylinks.local")
public interface LocalSettings {

    /** Port of the API and of the console. */
    int apiPort();

    /** Port of the outside systems. */
    int sandboxPort();

    /** Port of Secrets Manager, SQS and EventBridge. */
    int secretsPort();

    /** Port of DynamoDB. */
    int dynamodbPort();

    /**
     * Address that all of it listens on: this machine alone, unless something else, such as {@code 0.0.0.0}, lets containers in. There is no
     * protection beyond the address.
     */
    @WithDefault("localhost")
    String bindAddress();

    /** Base URL of the API that the sandbox sends webhooks to, in place of this one, such as that of {@code sam local start-api}. */
    Optional<URI> webhooksUrl();

    /** Whether functions are called by the template's schedules; whoever calls them himself may not want that. */
    @WithDefault("true")
    boolean schedules();
}
