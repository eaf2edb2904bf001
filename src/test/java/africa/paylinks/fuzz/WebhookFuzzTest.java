package africa.paylinks.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.capability.ProvidersOfTheCode;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.local.sandbox.SimulatedSystem;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderExamples;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookInbox;
import africa.paylinks.webhook.WebhookPipeline;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Authentic webhooks with bodies that no provider would send: every one is answered, none with an error of ours. */
@Tag("slow")
class WebhookFuzzTest {

    /** What is read is also stored, but this seldom: the store takes a hundred times as long as the reading. */
    private static final int STORED = 50;
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Map<String, SecretDocument> DOCUMENTS = SimulatedSystem.all().stream().collect(Collectors.toMap(SimulatedSystem::name,
            system -> new SecretDocument(Json.readObject(system.secret(new ConcurrentHashMap<>()).toString().getBytes(StandardCharsets.UTF_8))
                    .orElseThrow())));
    private static final Secrets SECRETS = new Secrets((system, version) -> Optional.ofNullable(DOCUMENTS.get(system))
            .filter(any -> version == SecretVault.Version.CURRENT), CLOCK, Duration.ofHours(1));
    private static final ProviderHttp HTTP = new ProviderHttp(Duration.ofSeconds(1), Clock.systemUTC(), RecordedMetrics.checked());

    /** A provider's way in. */
    record Receiver(String name, WebhookSource source, Function<byte[], Map<String, String>> sign) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Receiver> receivers() {
        return ProviderExamples.all().stream().flatMap(provider -> provider.authentications().stream().map(authentication -> new Receiver(
                provider.provider() + " (" + authentication.name() + ")", source(provider.provider(), authentication.settings()), authentication.headers())));
    }

    private static WebhookSource source(String name, Map<String, String> settings) {
        try {
            return (WebhookSource) ProvidersOfTheCode.byName(settings, SECRETS, HTTP, CLOCK).stream()
                    .filter(provider -> provider.name().equals(name)).findFirst().orElseThrow();
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Test
    void everyProviderReceives() throws IOException, URISyntaxException {
        assertEquals(ProvidersOfTheCode.byName().stream().filter(WebhookSource.class::isInstance).map(Provider::name).collect(Collectors.toSet()),
                receivers().map(receiver -> receiver.source.name()).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("receivers")
    void noBodyCausesAServerError(Receiver receiver) throws IOException {
        WebhookPipeline reading = pipeline(forgetful());
        WebhookPipeline storing = pipeline(new DynamoWebhookInbox(TestTable.client(), TestTable.CONFIG));
        Fuzz.run(receiver.name, new Mutations(corpus(receiver.source.name())), (body, seed) -> {
            int status = status(reading, receiver, body);
            assertTrue(status == 200 || status == 400 || body.length > HttpAdapter.MAX_BODY_BYTES && status == 413, "answers " + status);
            if (status == 200 && seed % STORED == 0) {
                assertEquals(200, status(storing, receiver, body), "cannot store what was read");
            }
            return status == 200;
        });
    }

    private static int status(WebhookPipeline pipeline, Receiver receiver, byte[] body) {
        APIGatewayV2HTTPEvent event = APIGatewayV2HTTPEvent.builder().withRawPath("/webhooks/" + receiver.source.name())
                .withHeaders(receiver.sign.apply(body)).withBody(Base64.getEncoder().encodeToString(body)).withIsBase64Encoded(true).build();
        return HttpAdapter.answer(event, request -> pipeline.receive(receiver.source, request)).getStatusCode();
    }

    private static WebhookPipeline pipeline(WebhookInbox inbox) {
        return new WebhookPipeline(inbox, new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG), refund -> { }, SECRETS, HTTP,
                CLOCK, () -> Duration.ofSeconds(1), RecordedMetrics.checked());
    }

    /** An inbox that says of everything that it is known and done with. */
    private static WebhookInbox forgetful() {
        return (WebhookInbox) Proxy.newProxyInstance(WebhookInbox.class.getClassLoader(), new Class<?>[] {WebhookInbox.class},
                (proxy, method, arguments) -> method.getReturnType() == InboxState.class ? InboxState.APPLIED
                        : method.getReturnType() == WebhookInbox.Received.class
                                ? new WebhookInbox.Received((StoredWebhook) arguments[0], InboxState.APPLIED) : null);
    }

    /** The bodies of the example events, about payments that exist nowhere. */
    private static List<byte[]> corpus(String provider) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("events", provider + "-webhook"))) {
            for (Path file : files.sorted().toList()) {
                JsonValue event = Json.readObject(Files.readAllBytes(file)).orElseThrow();
                byte[] text = event.path("body").asText().getBytes(StandardCharsets.UTF_8);
                byte[] body = event.path("isBase64Encoded").booleanValue() ? Base64.getDecoder().decode(text) : text;
                if (body.length < 8_000) {
                    bodies.add(body);
                }
            }
        }
        return bodies;
    }
}
