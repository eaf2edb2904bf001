package africa.paylinks.provider;

import africa.paylinks.aws.CallLimits;
import africa.paylinks.aws.SecretsManagerVault;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.secrets.SecretVault.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** The process that {@link FrozenProcessTest} stops: calls what each line of its input says, and says what came of it. */
public final class FrozenCaller {

    private FrozenCaller() {
    }

    /** Reads {@code provider <uri>} or {@code aws <uri>} from its input, line by line, until that ends. */
    public static void main(String[] arguments) throws IOException {
        ProviderHttp http = new ProviderHttp(Duration.ofSeconds(10), Duration.ofSeconds(2), Clock.systemUTC(), RecordedMetrics.checked());
        Map<String, SecretsManagerVault> vaults = new HashMap<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            URI uri = URI.create(words[1]);
            String answer;
            try {
                if (words[0].equals("provider")) {
                    answer = "" + http.send("POST", uri, Map.of(), Optional.of(new byte[] {'{', '}'}), Duration.ofSeconds(30)).status();
                } else {
                    answer = vaults.computeIfAbsent(words[1], any -> vault(uri)).fetch("flot", Version.CURRENT).isPresent() ? "200" : "404";
                }
            } catch (RuntimeException failed) {
                answer = failed.toString().replace('\n', ' ');
            }
            System.out.println(answer);
        }
    }

    private static SecretsManagerVault vault(URI uri) {
        SecretsManagerClientBuilder client = SecretsManagerClient.builder().region(Region.EU_WEST_1).endpointOverride(uri)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")));
        new CallLimits(Duration.ofSeconds(40), Duration.ofSeconds(30)).on(client);
        return new SecretsManagerVault(client.build(), "test");
    }
}
