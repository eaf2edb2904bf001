package africa.paylinks.flashpay;

import africa.paylinks.http.Json;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A Flashpay provider with the settings and secrets of a test, and payments for it. */
final class FlashpayFixture {

    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final String TOKEN = "test-token";
    static final String WEBHOOK_SECRET = "test-webhook-secret";
    static final String SECRETS = "{\"token\":\"" + TOKEN + "\",\"webhookSecret\":\"" + WEBHOOK_SECRET + "\"}";

    private FlashpayFixture() {
    }

    static FlashpayConfig config(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>();
        settings.forEach((name, value) -> values.put("paylinks.flashpay." + name, value));
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(FlashpayConfig.class)
                .withDefaultValues(values).build().getConfigMapping(FlashpayConfig.class);
    }

    static FlashpayProvider provider(Map<String, String> settings) {
        return provider(settings, SECRETS, Optional.empty());
    }

    static FlashpayProvider provider(Map<String, String> settings, String current, Optional<String> previous) {
        FlashpayConfig config = config(settings);
        SecretVault vault = (system, version) -> (version == SecretVault.Version.CURRENT ? Optional.of(current) : previous)
                .flatMap(text -> Json.readObject(text.getBytes(StandardCharsets.UTF_8)))
                .map(json -> new SecretDocument(json, Optional.of(CLOCK.instant())));
        Secrets secrets = new Secrets(vault, CLOCK, Duration.ofMinutes(5));
        FlashpayClient client = new FlashpayClient(config, secrets, TestHttp.SHARED);
        return new FlashpayProvider(config, client, new FlashpayBanks(config, client, CLOCK), secrets, CLOCK);
    }

    static PaymentTerms terms(String id, long kobo) {
        return new PaymentTerms(id, "shop", "ord-1", FlashpayProvider.NAME, PaymentMethod.BANK_TRANSFER,
                new Money(kobo, "NGN"), Customer.UNKNOWN, Optional.of("Two tickets"), Optional.empty(), Map.of(), NOW,
                NOW.plus(Duration.ofHours(2)));
    }

    static Payment pending(PaymentTerms terms, Created created, boolean referenceKnown) {
        return new Payment(terms, PaymentStatus.PENDING,
                Optional.of(new PaymentInstructions("https://pay.example/pay/" + terms.id(), Optional.empty(), created.bankAccount())),
                referenceKnown ? created.providerReference() : Optional.empty(), Optional.empty(), Money.zero("NGN"),
                Money.zero("NGN"), Map.of(), NOW);
    }

    static WebhookCall webhook(String body, Instant sentAt, String secret) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String timestamp = Long.toString(sentAt.getEpochSecond());
        return new WebhookCall(Map.of("x-webhook-timestamp", timestamp, "x-webhook-signature",
                HexFormat.of().formatHex(FlashpaySignature.sign(timestamp, bytes, Secret.of(secret)))), Map.of(), bytes);
    }
}
