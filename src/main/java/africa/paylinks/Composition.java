package africa.paylinks;

import africa.paylinks.aws.SecretsConfig;
import africa.paylinks.aws.SecretsManagerVault;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** Puts together what knows nothing of the framework. */
final class Composition {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SECRETS_TIMEOUT = Duration.ofSeconds(3);

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
    Secrets secrets(SecretVault vault, Clock clock, SecretsConfig config) {
        return new Secrets(vault, clock, config.ttl());
    }

    @Produces
    @Singleton
    SecretVault vault(SecretsConfig config, @ConfigProperty(name = "paylinks.stage") String stage) {
        SecretsManagerClientBuilder client = SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(SECRETS_TIMEOUT));
        config.endpoint().ifPresent(endpoint -> client.endpointOverride(endpoint).region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))));
        return new SecretsManagerVault(client.build(), stage);
    }
}
