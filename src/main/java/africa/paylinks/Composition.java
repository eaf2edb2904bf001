package africa.paylinks;

import africa.paylinks.aws.EventBridgeBus;
import africa.paylinks.aws.EventsConfig;
import africa.paylinks.aws.QueuesConfig;
import africa.paylinks.aws.SecretsConfig;
import africa.paylinks.aws.SecretsManagerVault;
import africa.paylinks.aws.SqsDeadLetters;
import africa.paylinks.aws.SqsMessageQueue;
import africa.paylinks.notification.EndpointHttp;
import africa.paylinks.notification.EventBus;
import africa.paylinks.notification.NotificationConfig;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.queue.DeadLetters;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.reconciliation.Pause;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Puts together what knows nothing of the framework. */
final class Composition {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SECRETS_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration EVENTS_TIMEOUT = Duration.ofSeconds(5);
    /** Kommo waits two seconds for the answer to a webhook, and all that this takes is in them. */
    private static final Duration QUEUE_TIMEOUT = Duration.ofMillis(1000);

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
    ProviderHttp providerHttp() {
        return new ProviderHttp(CONNECT_TIMEOUT);
    }

    @Produces
    @Singleton
    ProviderRegistry providers(@All List<Provider> providers) {
        return new ProviderRegistry(providers);
    }

    @Produces
    @Singleton
    Pause pause() {
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
        return new Secrets(vault, clock, config.ttl());
    }

    @Produces
    @Singleton
    SecretsManagerVault vault(SecretsConfig config, @ConfigProperty(name = "paylinks.stage") String stage) {
        SecretsManagerClientBuilder client = SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(SECRETS_TIMEOUT));
        config.endpoint().ifPresent(endpoint -> inThisProcess(client, endpoint));
        return new SecretsManagerVault(client.build(), stage);
    }

    @Produces
    @Singleton
    MessageQueue queue(QueuesConfig config) {
        SqsClientBuilder client = SqsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(QUEUE_TIMEOUT)
                        .socketTimeout(QUEUE_TIMEOUT))
                .overrideConfiguration(limits -> limits.apiCallTimeout(QUEUE_TIMEOUT));
        config.endpoint().ifPresent(endpoint -> inThisProcess(client, endpoint));
        return new SqsMessageQueue(client.build());
    }

    @Produces
    @Singleton
    DeadLetters deadLetters(QueuesConfig config) {
        SqsClientBuilder client = SqsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(EVENTS_TIMEOUT));
        config.endpoint().ifPresent(endpoint -> inThisProcess(client, endpoint));
        return new SqsDeadLetters(client.build());
    }

    @Produces
    @Singleton
    EventBus bus(EventsConfig config) {
        EventBridgeClientBuilder client = EventBridgeClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(EVENTS_TIMEOUT));
        config.endpoint().ifPresent(endpoint -> inThisProcess(client, endpoint));
        return new EventBridgeBus(client.build(), config.bus()
                .orElseThrow(() -> new IllegalStateException("Set paylinks.events.bus to the name of the bus")));
    }

    @Produces
    @Singleton
    EndpointHttp endpoints(NotificationConfig config) {
        return EndpointHttp.ofSystem(config.privateEndpoints());
    }

    private static void inThisProcess(AwsClientBuilder<?, ?> client, URI endpoint) {
        client.endpointOverride(endpoint).region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
}
