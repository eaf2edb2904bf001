package africa.paylinks.webhook;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.RefundWebhookSource;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An outside provider that a test plays; each of its calls is a payment's id, and says that the payment failed, or what else the test lets it mean. */
final class FakeWebhookSource implements RefundWebhookSource, StatusLookup {

    static final String NAME = "flot";

    Evidence evidence = Evidence.HINT;
    Optional<PaymentStatus> meaning = Optional.of(PaymentStatus.FAILED);
    Optional<RefundNotice> refund = Optional.empty();
    ProviderStatus providerStatus = new Unavailable("is away");

    /** A call of it, as it is stored. */
    static StoredWebhook webhook(String paymentId) {
        return new StoredWebhook(NAME, paymentId + ":e", paymentId, paymentId.getBytes(StandardCharsets.UTF_8), Map.of(),
                SamplePayments.NOW);
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return true;
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        String paymentId = new String(call.body(), StandardCharsets.UTF_8);
        return new ProviderEvent(paymentId + ":e", paymentId, meaning, Optional.empty(), Optional.of("attempt-1"),
                Optional.of(new Failure("said-so", "The webhook said so.")), Map.of("told", "by-webhook"));
    }

    @Override
    public Optional<RefundNotice> refund(WebhookCall call) {
        return refund;
    }

    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        return providerStatus;
    }

    @Override
    public Evidence evidence() {
        return evidence;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.MOMO);
    }

    @Override
    public Set<String> currencies() {
        return Set.of("SLE");
    }
}
