package africa.paylinks.paystack;

import africa.paylinks.AdjustableClock;
import africa.paylinks.http.Json;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault.Version;
import africa.paylinks.secrets.Secrets;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Paystack as it is configured in tests, and payments for it. */
final class PaystackSamples {

    static final String ID = "pay_2b4d6f7h2j4k6m7n2p4q6r7s2t";
    static final String REFERENCE = "pay-2b4d6f7h2j4k6m7n2p4q6r7s2t";
    static final PublicAddress ADDRESS = new PublicAddress("https://pay.shop.example");

    private PaystackSamples() {
    }

    static PaystackProvider provider(String baseUrl, String secretKey) {
        PaystackConfig config = new Settings(URI.create(baseUrl), Set.of("NGN", " XOF ", "TND", "ABC"), Duration.ofSeconds(5));
        Secrets secrets = new Secrets((system, version) -> version == Version.CURRENT ? Optional.of(new SecretDocument(
                Json.readObject(("{\"secretKey\":\"" + secretKey + "\"}").getBytes(StandardCharsets.UTF_8)).orElseThrow(), Optional.of(SamplePayments.NOW)))
                : Optional.empty(), new AdjustableClock(SamplePayments.NOW), Duration.ofMinutes(5));
        return new PaystackProvider(config,
                new PaystackClient(config, secrets, new ProviderHttp(Duration.ofSeconds(2), Clock.systemUTC(), RecordedMetrics.checked())), secrets);
    }

    static PaymentTerms terms(String amount, String currency, PaymentMethod method, Customer customer) {
        return new PaymentTerms(ID, "shop", "ord-1", PaystackProvider.NAME, method, Money.ofMajor(new BigDecimal(amount), currency), customer,
                Optional.of("Two tickets"), Optional.of("https://shop.example/thanks"), Map.of("cart", "7", "cancel_action", "none"),
                SamplePayments.NOW, SamplePayments.NOW.plus(Duration.ofHours(1)));
    }

    static PaymentTerms terms() {
        return terms("150.00", "NGN", PaymentMethod.CARD, ada());
    }

    static Customer ada() {
        return new Customer(Optional.of("Ada"), Optional.of("ada@example.com"), Optional.of("+2348000000000"), Optional.empty());
    }

    static Payment payment(PaymentTerms terms, PaymentStatus status, Optional<String> providerReference) {
        Payment creating = Payment.creating(terms);
        return new Payment(terms, status, Optional.empty(), providerReference, creating.failure(), creating.received(), creating.refunded(),
                creating.reached(), creating.updatedAt());
    }

    private record Settings(URI baseUrl, Set<String> currencies, Duration timeout) implements PaystackConfig {

        @Override
        public Duration lookupTimeout() {
            return timeout;
        }
    }
}
