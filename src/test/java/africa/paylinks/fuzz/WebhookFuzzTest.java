package africa.paylinks.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flashpay.FlashpayBanks;
import africa.paylinks.flashpay.FlashpayClient;
import africa.paylinks.flashpay.FlashpayConfig;
import africa.paylinks.flashpay.FlashpayProvider;
import africa.paylinks.flot.FlotClient;
import africa.paylinks.flot.FlotConfig;
import africa.paylinks.flot.FlotProvider;
import africa.paylinks.fluid.FluidClient;
import africa.paylinks.fluid.FluidConfig;
import africa.paylinks.fluid.FluidProvider;
import africa.paylinks.flutterwave.FlutterwaveClient;
import africa.paylinks.flutterwave.FlutterwaveConfig;
import africa.paylinks.flutterwave.FlutterwaveProvider;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.kkiapay.KkiapayClient;
import africa.paylinks.kkiapay.KkiapayConfig;
import africa.paylinks.kkiapay.KkiapayProvider;
import africa.paylinks.kkiapay.KkiapayWidget;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.paystack.PaystackClient;
import africa.paylinks.paystack.PaystackConfig;
import africa.paylinks.paystack.PaystackProvider;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookInbox;
import africa.paylinks.webhook.WebhookPipeline;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Authentic webhooks with bodies that no provider would send: every one is answered, none with an error of ours. */
@Tag("slow")
class WebhookFuzzTest {

    private static final String KEY = "fuzz-secret";
    /** What is read is also stored, but this seldom: the store takes a hundred times as long as the reading. */
    private static final int STORED = 50;
    private static final Clock CLOCK = Clock.fixed(SamplePayments.NOW, ZoneOffset.UTC);
    private static final Secrets SECRETS = new Secrets((system, version) -> Optional.of(new SecretDocument(Json.object()
            .put("webhookUser", "flot").put("webhookPassword", KEY).put("webhookSecret", KEY).put("webhookHash", KEY)
            .put("secretKey", KEY)))
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
        return Stream.of(
                new Receiver("flot", flot(), body -> Map.of("authorization",
                        "Basic " + Base64.getEncoder().encodeToString(("flot:" + KEY).getBytes(StandardCharsets.UTF_8)))),
                new Receiver("fluid (guide)", fluid("guide"), body -> Map.of("x-fluid-signature", hmac(body))),
                new Receiver("fluid (reference)", fluid("reference"), body -> Map.of("x-fluid-signature", hmac(body))),
                new Receiver("flutterwave", flutterwave(), body -> Map.of("verif-hash", KEY)),
                new Receiver("kkiapay (static)", kkiapay(), body -> Map.of("x-kkiapay-secret", KEY)),
                new Receiver("kkiapay (hmac)", kkiapay(), body -> Map.of("x-kkiapay-secret", hmac(body))),
                new Receiver("flashpay", flashpay(), WebhookFuzzTest::signedAsFlashpay),
                new Receiver("paystack", paystack(),
                        body -> Map.of("x-paystack-signature", HexFormat.of().formatHex(Secret.of(KEY).hmac("HmacSHA512", body)))));
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

    private static WebhookSource flot() {
        FlotConfig config = config(FlotConfig.class, Map.of());
        return new FlotProvider(config, new FlotClient(config, SECRETS, HTTP), SECRETS);
    }

    private static WebhookSource fluid(String dialect) {
        FluidConfig config = config(FluidConfig.class, Map.of("paylinks.fluid.dialect", dialect));
        return new FluidProvider(config, new FluidClient(config, SECRETS, HTTP, CLOCK), SECRETS);
    }

    private static WebhookSource flutterwave() {
        FlutterwaveConfig config = config(FlutterwaveConfig.class, Map.of());
        return new FlutterwaveProvider(config, new FlutterwaveClient(config, SECRETS, HTTP), SECRETS);
    }

    private static WebhookSource kkiapay() {
        KkiapayConfig config = config(KkiapayConfig.class, Map.of());
        KkiapayWidget widget = new KkiapayWidget(config);
        return new KkiapayProvider(config, widget, new KkiapayClient(config, widget, SECRETS, HTTP), SECRETS);
    }

    private static WebhookSource flashpay() {
        FlashpayConfig config = config(FlashpayConfig.class, Map.of());
        FlashpayClient client = new FlashpayClient(config, SECRETS, HTTP);
        return new FlashpayProvider(config, client, new FlashpayBanks(config, client, CLOCK), SECRETS, CLOCK);
    }

    private static WebhookSource paystack() {
        PaystackConfig config = config(PaystackConfig.class, Map.of());
        return new PaystackProvider(config, new PaystackClient(config, SECRETS, HTTP), SECRETS);
    }

    private static <C> C config(Class<C> type, Map<String, String> values) {
        return new SmallRyeConfigBuilder().withConverter(Duration.class, 300, new DurationConverter()).withMapping(type).withSources(new PropertiesConfigSource(values, "fuzz", 100)).build()
                .getConfigMapping(type);
    }

    private static Map<String, String> signedAsFlashpay(byte[] body) {
        String timestamp = String.valueOf(CLOCK.instant().getEpochSecond());
        return Map.of("x-webhook-timestamp", timestamp, "x-webhook-signature",
                hmac((timestamp + ".").getBytes(StandardCharsets.UTF_8), body));
    }

    private static String hmac(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
