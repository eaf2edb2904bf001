package africa.paylinks.reconciliation;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.PaymentResolver;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.RefundWebhookSource;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.webhook.StoredWebhook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An outside provider that a test plays: it says of each payment what the test lets it say, and remembers who asked when. */
final class FakeProvider implements StatusLookup, RefundWebhookSource, PaymentResolver {

    /** A question. */
    record Question(String paymentId, Instant at) {
    }

    final ConcurrentLinkedQueue<Question> questions = new ConcurrentLinkedQueue<>();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger maxBatchSize = new AtomicInteger();

    volatile boolean isAway;
    volatile Optional<String> retryAfter = Optional.empty();
    volatile Polling followUp = new Polling(Duration.ZERO, 1);
    volatile Evidence evidence = Evidence.HINT;
    volatile boolean needsTransactionId;
    /** Its webhooks report refunds that were made there. */
    volatile boolean reportsRefunds;
    volatile Runnable duringLookup = () -> { };

    private final String name;
    private final Clock clock;
    private final Map<String, ProviderStatus> statuses = new ConcurrentHashMap<>();

    FakeProvider(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    /** What it says of a payment from now on, or of an attempt, if it knows attempts only. */
    void returns(String paymentOrAttempt, ProviderStatus status) {
        statuses.put(paymentOrAttempt, status);
    }

    /** It has the money. */
    void hasTheMoney(String paymentOrAttempt, Money paid) {
        returns(paymentOrAttempt, new Known(PaymentStatus.COMPLETED, Optional.of(paid), Optional.empty(), Optional.empty(), Map.of()));
    }

    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        if (needsTransactionId && transactionId.isEmpty()) {
            return new NotBegun();
        }
        questions.add(new Question(payment.id(), clock.instant()));
        maxBatchSize.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            duringLookup.run();
            return isAway ? new Unavailable("is away", retryAfter)
                    : statuses.getOrDefault(needsTransactionId ? transactionId.get() : payment.id(), new Known(PaymentStatus.PENDING, Optional.empty(), Optional.empty(),
                            Optional.empty(), Map.of()));
        } finally {
            atOnce.decrementAndGet();
        }
    }

    /** A webhook of it, as it would be stored, which says that a payment is paid. */
    StoredWebhook webhook(String paymentId) {
        return new StoredWebhook(name, paymentId + ":paid", paymentId, paymentId.getBytes(StandardCharsets.UTF_8), Map.of(),
                clock.instant());
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return true;
    }

    /** The whole body names the payment that is paid; a body of nothing says nothing. */
    @Override
    public ProviderEvent read(WebhookCall call) {
        String paymentId = new String(call.body(), StandardCharsets.UTF_8);
        return new ProviderEvent(paymentId + ":paid", paymentId,
                Optional.of(PaymentStatus.COMPLETED).filter(status -> !paymentId.isEmpty()), Optional.empty(),
                Optional.of("transaction-of-" + paymentId), Optional.empty(), Map.of()).defaultingToAmountDue();
    }

    @Override
    public Optional<RefundNotice> refund(WebhookCall call) {
        return Optional.empty();
    }

    @Override
    public Optional<String> refundedTransaction(WebhookCall call) {
        return Optional.of(new String(call.body(), StandardCharsets.UTF_8)).filter(paymentId -> reportsRefunds);
    }

    /** A payment has one transaction, of the same name. */
    @Override
    public Resolution paymentOf(String transactionId) {
        questions.add(new Question(transactionId, clock.instant()));
        return isAway ? new NotResolved(new Unavailable("is away", retryAfter)) : new Belongs(transactionId);
    }

    @Override
    public Evidence evidence() {
        return evidence;
    }

    @Override
    public boolean needsTransactionId() {
        return needsTransactionId;
    }

    @Override
    public Polling followUp() {
        return followUp;
    }

    @Override
    public String name() {
        return name;
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
