package africa.paylinks.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;

/**
 * How long calls of an AWS service may take. The SDK's own limits are per read and per attempt, of which it makes several:
 * without a limit on the call, a service that hangs outlasts the function that waits for it.
 *
 * @param call    all attempts together, and the waits between them
 * @param attempt one attempt
 */
public record CallLimits(Duration call, Duration attempt) {

    /** A call that has time for two attempts. */
    public static CallLimits ofTwoAttempts(Duration call) {
        return new CallLimits(call, call.dividedBy(2));
    }

    /** Sets these limits on a client, and the connections that keep them. */
    public <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> void on(B client) {
        client.httpClientBuilder(SdkConnections.limitedTo(attempt))
                .overrideConfiguration(limits -> limits.apiCallTimeout(call).apiCallAttemptTimeout(attempt));
    }
}
