package africa.paylinks.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;

/**
 * Timeouts of AWS SDK calls. The SDK's defaults apply per read and per attempt: without a limit on the whole call, a hanging
 * service outlasts the function.
 *
 * @param call    all attempts with the pauses between them
 * @param attempt one attempt
 */
public record CallLimits(Duration call, Duration attempt) {

    /** Limits that leave time for two attempts. */
    public static CallLimits ofTwoAttempts(Duration call) {
        return new CallLimits(call, call.dividedBy(2));
    }

    /** Applies these limits to a client and its connections. */
    public <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> void on(B client) {
        client.httpClientBuilder(SdkConnections.limitedTo(attempt))
                .overrideConfiguration(limits -> limits.apiCallTimeout(call).apiCallAttemptTimeout(attempt));
    }
}
