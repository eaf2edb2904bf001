package africa.paylinks;

import africa.paylinks.aws.CallLimits;
import africa.paylinks.aws.EventBridgeBus;
import africa.paylinks.aws.EventsConfig;
import africa.paylinks.aws.QueuesConfig;
import africa.paylinks.aws.SdkConnections;
import africa.paylinks.aws.SecretsConfig;
import africa.paylinks.aws.SecretsManagerVault;
import africa.paylinks.aws.SqsDeadLetters;
import africa.paylinks.aws.SqsMessageQueue;
import africa.paylinks.logging.Correlation;
import africa.paylinks.logging.StandardOutput;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.metrics.MetricsOutput;
import africa.paylinks.notification.EventBus;
import africa.paylinks.notification.NotificationConfig;
import africa.paylinks.notification.WebhookSender;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.queue.DeadLetters;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.reconciliation.Sleeper;
import africa.paylinks.secrets.SecretLifetimes;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import io.quarkus.arc.All;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Creates the objects that do not depend on the framework. */
final class Composition {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    /** Kommo waits two seconds for the response to a webhook; this call must fit in. */
    private static final Duration QUEUE_TIMEOUT = Duration.ofMillis(1000);
    private static final CallLimits QUEUE_LIMITS = CallLimits.ofTwoAttempts(QUEUE_TIMEOUT);
    private static final CallLimits DEAD_LETTER_LIMITS = CallLimits.ofTwoAttempts(Duration.ofSeconds(10));
    private static final CallLimits EVENTS_LIMITS = CallLimits.ofTwoAttempts(Duration.ofSeconds(5));

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    PaymentIds paymentIds() {
        return new PaymentIds(new SecureRandom());
    }

    @Produces
    @Singleton
    ProviderHttp providerHttp(Clock clock, Metrics metrics) {
        return new ProviderHttp(CONNECT_TIMEOUT, clock, metrics);
    }

    @Produces
    @Singleton
    Metrics metrics(Clock clock, @ConfigProperty(name = "paylinks.stage") String stage, MetricsOutput output) {
        return new Metrics(clock, stage, output);
    }

    @Produces
    @Singleton
    @DefaultBean
    MetricsOutput metricsOutput() {
        return StandardOutput::write;
    }

    @Produces
    @Singleton
    ProviderRegistry providers(@All List<Provider> providers) {
        return new ProviderRegistry(providers);
    }

    @Produces
    @Singleton
    Sleeper sleeper() {
        return duration -> {
            try {
                Thread.sleep(duration.toMillis());
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Produces
    @Singleton
    Secrets secrets(SecretVault vault, Clock clock, SecretsConfig config) {
        return new Secrets(vault, clock,
                new SecretLifetimes(config.ttl(), config.maxAge(), config.previousAccepted(), config.timeout()),
                Correlation.propagating(Executors.newCachedThreadPool(work -> {
                    Thread thread = new Thread(work, "secrets");
                    thread.setDaemon(true);
                    return thread;
                })));
    }

    @Produces
    @Singleton
    SecretsManagerVault vault(SecretsConfig config, @ConfigProperty(name = "paylinks.stage") String stage) {
        SecretsManagerClientBuilder client = SecretsManagerClient.builder();
        CallLimits.ofTwoAttempts(config.timeout()).on(client);
        config.endpoint().ifPresent(endpoint -> inThisProcess(client, endpoint));
        return new SecretsManagerVault(client.build(), stage);
    }

    /** The extension's client and settings, with connections that respect the SDK's timeouts. */
    @Produces
    @Singleton
    DynamoDbClient dynamoDb(DynamoDbClientBuilder client,
            @ConfigProperty(name = "quarkus.dynamodb.api-call-attempt-timeout", defaultValue = "1s") Duration attempt) {
        return client.httpClientBuilder(SdkConnections.limitedTo(attempt)).build();
    }

    @Produces
    @Singleton
    MessageQueue queue(QueuesConfig config) {
        SqsClientBuilder client = SqsClient.builder();
        QUEUE_LIMITS.on(client);
        config.endpoint().ifPresent(endpoint -> inThisProcess(client, endpoint));
        return new SqsMessageQueue(client.build());
    }

    @Produces
    @Singleton
    DeadLetters deadLetters(QueuesConfig config) {
        SqsClientBuilder client = SqsClient.builder();
        DEAD_LETTER_LIMITS.on(client);
        config.endpoint().ifPresent(endpoint -> inThisProcess(client, endpoint));
        return new SqsDeadLetters(client.build());
    }

    @Produces
    @Singleton
    EventBus bus(EventsConfig config) {
        EventBridgeClientBuilder client = EventBridgeClient.builder();
        EVENTS_LIMITS.on(client);
        config.endpoint().ifPresent(endpoint -> inThisProcess(client, endpoint));
        return new EventBridgeBus(client.build(), config.bus()
                .orElseThrow(() -> new IllegalStateException("Set paylinks.events.bus to the name of the bus")));
    }

    @Produces
    @Singleton
    WebhookSender endpoints(NotificationConfig config) {
        return WebhookSender.ofSystem(config.privateEndpoints());
    }

    private static void inThisProcess(AwsClientBuilder<?, ?> client, URI endpoint) {
        client.endpointOverride(endpoint).region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
}
