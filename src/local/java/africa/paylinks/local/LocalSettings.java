package africa.paylinks.local;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Ports of the local stack, and whether time does anything in it; everything else about it is fixed. */
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

    /** Whether functions are called by the template's schedules; whoever calls them himself may not want that. */
    @WithDefault("true")
    boolean schedules();
}
