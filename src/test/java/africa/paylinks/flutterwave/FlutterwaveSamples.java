package africa.paylinks.flutterwave;

import africa.paylinks.AdjustableClock;
import africa.paylinks.flutterwave.FlutterwaveConfig.Dialect;
import africa.paylinks.flutterwave.FlutterwaveConfig.WebhookMode;
import africa.paylinks.http.Json;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault.Version;
import africa.paylinks.secrets.Secrets;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Flutterwave as it is configured in tests, and payments for it. */
final class FlutterwaveSamples {

    static final PublicAddress ADDRESS = new PublicAddress("https://pay.shop.example");
    static final String CURRENT = """
            {"secretKey":"a-key","webhookHash":"a-hash"}""";

    private FlutterwaveSamples() {
    }

    static FlutterwaveProvider provider(FlutterwaveConfig config, Secrets secrets) {
        return new FlutterwaveProvider(config,
                new FlutterwaveClient(config, secrets, TestHttp.SHARED), secrets);
    }

    static Secrets secrets(String current) {
        return secrets(current, Optional.empty());
    }

    static Secrets secrets(String current, Optional<String> previous) {
        return new Secrets((system, version) -> (version == Version.CURRENT ? Optional.of(current) : previous)
                .map(json -> new SecretDocument(Json.readObject(json.getBytes(StandardCharsets.UTF_8)).orElseThrow(),
                        Optional.of(SamplePayments.NOW))),
                new AdjustableClock(SamplePayments.NOW), Duration.ofMinutes(5));
    }

    static PaymentTerms terms(String amount, String currency, PaymentMethod method) {
        return new PaymentTerms("pay_2b4d6f7h2j4k6m7n2p4q6r7s2t", "shop", "ord-1", FlutterwaveProvider.NAME, method,
                Money.ofMajor(new BigDecimal(amount), currency),
                new Customer(Optional.of("Ada"), Optional.of("ada@example.com"), Optional.of("+2348000000000"),
                        Optional.empty()),
                Optional.of("Two tickets"), Optional.of("https://shop.example/thanks"), Map.of("cart", "7", "agent", "a"),
                SamplePayments.NOW, SamplePayments.NOW.plus(Duration.ofHours(1)));
    }

    static PaymentTerms terms() {
        return terms("150.00", "NGN", PaymentMethod.CARD);
    }

    static Payment payment(PaymentTerms terms, String link, Optional<String> providerReference) {
        Payment creating = Payment.creating(terms);
        return new Payment(terms, creating.status(),
                Optional.of(new PaymentInstructions(link, Optional.empty(), Optional.empty())), providerReference,
                creating.failure(), creating.received(), creating.refunded(), creating.reached(), creating.updatedAt());
    }

    static Payment payment() {
        return payment(terms(), "https://checkout.flutterwave.com/v3/hosted/pay/flwlnk-1", Optional.empty());
    }

    /** Settings as they come, but for what a test is about. */
    record Settings(URI baseUrl, Dialect dialect, WebhookMode webhookMode, Set<String> currencies, Duration timeout)
            implements FlutterwaveConfig {

        @Override
        public Duration lookupTimeout() {
            return timeout;
        }

        static Settings at(String baseUrl) {
            return new Settings(URI.create(baseUrl), Dialect.STANDARD, WebhookMode.STATIC, Set.of("NGN", "XOF"),
                    Duration.ofSeconds(5));
        }

        Settings with(Dialect other) {
            return new Settings(baseUrl, other, webhookMode, currencies, timeout);
        }

        Settings with(WebhookMode other) {
            return new Settings(baseUrl, dialect, other, currencies, timeout);
        }

        Settings with(Duration other) {
            return new Settings(baseUrl, dialect, webhookMode, currencies, other);
        }
    }
}
