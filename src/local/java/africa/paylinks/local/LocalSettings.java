package africa.paylinks.local;

import io.smallrye.config.ConfigMapping;

/** Ports of the local stack; everything else about it is fixed. */
@ConfigMapping(prefix = "paylinks.local")
public interface LocalSettings {

    /** Port of the API and of the console. */
    int apiPort();

    /** Port of the outside systems. */
    int sandboxPort();

    /** Port of Secrets Manager, SQS and EventBridge. */
    int secretsPort();

    /** Port of DynamoDB Local. */
    int dynamodbPort();
}
