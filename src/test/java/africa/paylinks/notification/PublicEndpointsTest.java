package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicEndpointsTest {

    private final PublicEndpoints deployed = new PublicEndpoints(config(false), PublicEndpointsTest::resolve);

    @ParameterizedTest
    @CsvSource({"http://shop.example/, not-https", "https://127.0.0.1/, host-not-a-name", "https://[::1]/, host-not-a-name",
        "https://shop/, host-not-a-name", "https://localhost/, host-not-a-name", "https://①②⑦.0.0.1/, host-not-a-name",
        "https://café.example/, host-not-a-name", "https://user@shop.example/, url-with-user", "https://shop.example:8443/, port-not-allowed",
        "https://, url-malformed", "https://a b/, url-malformed", "https://[, url-malformed",
        "https://inside.example/, address-not-public", "https://both.example/, address-not-public"})
    void forbiddenUrlsAreRefusedWithAReason(String url, String reason) {
        assertEquals(Optional.of(reason), deployed.refusal(url));
    }

    @Test
    void acceptsAPublicHostNameAndOneThatDoesNotResolveYet() {
        assertEquals(Optional.empty(), deployed.refusal("https://public.example/hooks"));
        assertEquals(Optional.empty(), deployed.refusal("https://tomorrow.example/hooks"));
    }

    @Test
    void aLocalRunTakesThisMachine() {
        PublicEndpoints local = new PublicEndpoints(config(true), PublicEndpointsTest::resolve);
        assertEquals(Optional.empty(), local.refusal("http://localhost:3000/"));
        assertEquals(Optional.of("not-https"), local.refusal("ftp://localhost/"));
    }

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        return switch (host) {
            case "inside.example" -> addresses("10.0.0.1");
            case "both.example" -> addresses("1.1.1.1", "169.254.169.254");
            case "public.example" -> addresses("1.1.1.1");
            case "localhost" -> addresses("127.0.0.1");
            default -> throw new UnknownHostException(host);
        };
    }

    private static InetAddress[] addresses(String... texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    private static NotificationConfig config(boolean privateEndpoints) {
        return new NotificationConfig() {
            @Override
            public Optional<String> queueUrl() {
                return Optional.empty();
            }

            @Override
            public Optional<String> deadLetterQueueUrl() {
                return Optional.empty();
            }

            @Override
            public Optional<String> unpublishedQueueUrl() {
                return Optional.empty();
            }

            @Override
            public List<Duration> retryAfter() {
                return List.of();
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Set<Integer> ports() {
                return Set.of(443);
            }

            @Override
            public boolean privateEndpoints() {
                return privateEndpoints;
            }
        };
    }
}
