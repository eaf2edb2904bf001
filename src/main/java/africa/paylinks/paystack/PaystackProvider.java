package africa.paylinks.paystack;

import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.BalanceLookup;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.PaymentResolver;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.RefundDiscovery;
import africa.paylinks.provider.RefundMark;
import africa.paylinks.provider.RefundWebhookSource;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Paystack (Nigeria, Ghana, South Africa, Kenya, Côte d'Ivoire): a hosted page, and signed webhooks that state the amount. */
@Singleton
public final class PaystackProvider implements LinkCreator, StatusLookup, RefundDiscovery, RefundWebhookSource, PaymentResolver, BalanceLookup {

    /** The provider's name in requests, routes, settings and records. */
    public static final String NAME = "paystack";

    private static final String EMAIL_REQUIRED = "Paystack requires the customer's email address: send customer.email.";
    private static final Duration CLOCK_DIFFERENCE = Duration.ofHours(1);
    private static final int MAX_PAGES = 10;

    private final PaystackConfig config;
    private final PaystackClient client;
    private final Secrets secrets;

    public PaystackProvider(PaystackConfig config, PaystackClient client, Secrets secrets) {
        this.config = config;
        this.client = client;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.CARD, PaymentMethod.MOMO, PaymentMethod.BANK_TRANSFER);
    }

    @Override
    public Set<String> currencies() {
        return config.currencies().stream().map(String::trim).filter(PaystackAmount::supports).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<Objection> objection(PaymentTerms terms) {
        return terms.customer().email().isPresent() ? Optional.empty() : Optional.of(new Objection("/customer/email", EMAIL_REQUIRED));
    }

    /**
     * Creates a transaction. Paystack accepts a reference once and returns its page once. If it already has this one, from a
     * call whose answer was lost, the next reference of the payment is used. No customer can pay twice: the page of the lost
     * answer has an unguessable address that nobody was ever shown.
     */
    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        if (terms.customer().email().isEmpty()) {
            return new Refused(new Failure("email-required", EMAIL_REQUIRED));
        }
        try {
            for (int attempt = 1; attempt <= PaystackReference.MAX_ATTEMPTS; attempt++) {
                String reference = PaystackReference.of(terms.id(), attempt);
                PaystackAnswer answer = client.initialize(terms, reference, address.checkoutPage(terms.id()));
                Optional<Outcome> outcome = answer.isDuplicateReference() ? repeated(reference) : Optional.of(outcome(answer, reference));
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            }
            return new Unknown("already has this payment, and does not return its link a second time");
        } catch (ProviderUnreachable unreachable) {
            return new Unknown(unreachable.getMessage());
        }
    }

    private static Outcome outcome(PaystackAnswer answer, String reference) {
        if (answer.isSuccess()) {
            return answer.text("authorization_url").filter(PaystackProvider::isWebAddress).<Outcome>map(link -> new Created(
                            Optional.of(link), Optional.empty(), Optional.empty(), Optional.of(reference)))
                    .orElseGet(() -> new Unknown("answered without a link"));
        }
        return answer.isRefusal() ? new Refused(refusal(answer)) : new Unknown(answer.httpStatus());
    }

    /** Empty if the existing transaction is unpaid, so that another one can take its place. */
    private Optional<Outcome> repeated(String reference) {
        ProviderStatus status = statusOf(client.verify(reference), reference);
        if (!(status instanceof Known known)) {
            return Optional.of(new Unknown("already has this payment, but does not tell its status"));
        }
        return known.status().isPaid()
                ? Optional.of(new Created(Optional.empty(), Optional.empty(), Optional.empty(), known.providerReference()))
                : Optional.empty();
    }

    /** Looks up the reference of the created transaction; the id in a customer's browser is never needed. */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        return StatusLookup.orUnavailable(() -> {
            ProviderStatus status = statusOf(client.verify(reference(payment)), reference(payment));
            // A partial refund may also make a transaction "reversed", and what Paylinks refunded is booked already.
            return payment.status().isPaid() && status instanceof Known known && known.status() == PaymentStatus.REFUNDED
                    ? new Known(PaymentStatus.COMPLETED, known.paid(), known.providerReference(), known.failure(), known.detail())
                            .withProviderFee(known.providerFee())
                    : status;
        });
    }

    private static String reference(Payment payment) {
        return payment.providerReference().filter(reference -> PaystackReference.isOf(reference, payment.id()))
                .orElseGet(() -> PaystackReference.of(payment.id()));
    }

    private static ProviderStatus statusOf(PaystackAnswer answer, String reference) {
        if (!answer.isSuccess()) {
            return answer.isRefusal() ? new NotFound(answer.message()) : unusable(answer);
        }
        PaystackTransaction transaction = PaystackTransaction.read(answer.data());
        if (!transaction.reference().equals(Optional.of(reference))) {
            return new NotFound("Paystack returned another payment");
        }
        return transaction.meaning().<ProviderStatus>map(status -> new Known(status, transaction.paid(), transaction.reference(),
                transaction.failure(), transaction.detail()).withProviderFee(transaction.fee())).orElseGet(() -> new Unreadable("answered without a readable status"));
    }

    private static ProviderStatus unusable(PaystackAnswer answer) {
        return StatusLookup.concernsProvider(answer.http())
                ? new Unavailable(answer.httpStatus(), answer.retryAfter()) : new Unreadable(answer.httpStatus());
    }

    @Override
    public boolean refundsPartially() {
        return true;
    }

    /** Always empty: Paystack decides per request. */
    @Override
    public Optional<Failure> refusal(Payment payment, Money amount) {
        return Optional.empty();
    }

    @Override
    public RefundOutcome refund(Payment payment, String refundId, Money amount, Optional<String> reason) {
        try {
            PaystackAnswer answer = client.refund(reference(payment), amount, RefundMark.note(payment.id(), refundId, reason));
            if (answer.isSuccess()) {
                return PaystackRefunds.outcome(answer.data());
            }
            if (answer.isRateLimited()) {
                return new NotRequested(answer.httpStatus());
            }
            if (answer.isRefusal()) {
                return new Declined(refusal(answer));
            }
            return StatusLookup.concernsProvider(answer.http()) ? new Unanswered(answer.httpStatus()) : new Undecided(answer.httpStatus());
        } catch (ProviderUnreachable unreachable) {
            return new Unanswered(unreachable.getMessage());
        }
    }

    @Override
    public ProviderRefundStatus lookUpRefund(Payment payment, Refund refund) {
        if (refund.providerReference().isPresent()) {
            PaystackAnswer answer = client.refund(refund.providerReference().get());
            return answer.isSuccess() ? PaystackRefunds.status(answer.data(), refund) : noRefund(answer);
        }
        TransactionRefunds refunds = refunds(payment);
        return refunds.unlisted().map(PaystackProvider::noRefund).orElseGet(() -> PaystackRefunds.find(refunds.entries(), refund));
    }

    private static ProviderRefundStatus noRefund(PaystackAnswer answer) {
        return StatusLookup.concernsProvider(answer.http())
                ? new RefundUnavailable(answer.httpStatus())
                : new RefundUnknown(answer.isRefusal() ? answer.message() : answer.httpStatus());
    }

    private static ProviderRefundStatus noRefund(ProviderStatus unlisted) {
        if (unlisted instanceof Unavailable unavailable) {
            return new RefundUnavailable(unavailable.reason());
        }
        return new RefundUnknown(unlisted instanceof Unreadable unreadable ? unreadable.reason() : "does not know the transaction");
    }

    @Override
    public Optional<List<ListedRefund>> listRefunds(Payment payment) {
        TransactionRefunds refunds = refunds(payment);
        return refunds.unlisted().isPresent() ? Optional.empty() : Optional.of(PaystackRefunds.list(refunds.entries(), payment));
    }

    @Override
    public Listing listAllRefunds(Payment payment) {
        try {
            TransactionRefunds refunds = refunds(payment);
            return refunds.unlisted().<Listing>map(NotListed::new).orElseGet(() -> new Listed(PaystackRefunds.listAll(refunds.entries(), payment)));
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable failed) {
            return new NotListed(new Unavailable(String.valueOf(failed.getMessage())));
        }
    }

    /** Verifies the transaction first: refunds are listed by its id, and some entries name nothing else. */
    private TransactionRefunds refunds(Payment payment) {
        PaystackAnswer verified = client.verify(reference(payment));
        PaystackTransaction transaction = PaystackTransaction.read(verified.data());
        if (!verified.isSuccess()) {
            return new TransactionRefunds(verified.isRefusal() ? new NotFound(verified.message()) : unusable(verified));
        }
        if (transaction.id().isEmpty() || !transaction.reference().equals(Optional.of(reference(payment)))) {
            return new TransactionRefunds(new NotFound("Paystack returned another payment"));
        }
        List<JsonValue> entries = new ArrayList<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            PaystackAnswer answer = client.refunds(transaction.id().get(), payment.terms().createdAt().minus(CLOCK_DIFFERENCE), page);
            if (!answer.isSuccess() || !answer.data().isArray()) {
                return new TransactionRefunds(answer.isRefusal() ? new Unreadable(answer.message()) : unusable(answer));
            }
            answer.data().values().filter(entry -> PaystackRefunds.isOf(entry, transaction)).forEach(entries::add);
            if (answer.data().isEmpty() || page >= answer.pages()) {
                return new TransactionRefunds(entries, Optional.empty());
            }
        }
        return new TransactionRefunds(new Unreadable("lists too many refunds to read them all"));
    }

    /**
     * The refunds of a transaction.
     *
     * @param unlisted why there is no list
     */
    private record TransactionRefunds(List<JsonValue> entries, Optional<ProviderStatus> unlisted) {

        private TransactionRefunds(ProviderStatus unlisted) {
            this(List.of(), Optional.of(unlisted));
        }
    }

    @Override
    public Optional<RefundNotice> refund(WebhookCall call) {
        return PaystackRefunds.notice(call.body());
    }

    @Override
    public Optional<String> refundedTransaction(WebhookCall call) {
        return PaystackRefunds.transaction(call.body());
    }

    /** Makes no call: a transaction is known by its reference, which follows from the payment's id. */
    @Override
    public Resolution paymentOf(String reference) {
        return PaystackReference.paymentId(reference).<Resolution>map(Belongs::new).orElseGet(BelongsToNone::new);
    }

    @Override
    public List<Money> balances() {
        PaystackAnswer answer = client.balance();
        if (!answer.isSuccess() || !answer.data().isArray()) {
            throw new ProviderUnreachable(answer.isSuccess() ? "answered without balances" : answer.httpStatus());
        }
        return answer.data().values().flatMap(balance -> PaystackAmount.read(balance, "balance").stream()).toList();
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return secrets.accepts(NAME, document -> document.secret("secretKey")
                .filter(secretKey -> PaystackSignature.matches(call, secretKey)).isPresent());
    }

    /** The signature covers reference, status, amount and currency. */
    @Override
    public Evidence evidence() {
        return Evidence.PROOF;
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        return PaystackNotification.read(call.body());
    }

    private static Failure refusal(PaystackAnswer answer) {
        return new Failure("refused", answer.message());
    }

    private static boolean isWebAddress(String link) {
        return link.startsWith("https://") || link.startsWith("http://");
    }
}
