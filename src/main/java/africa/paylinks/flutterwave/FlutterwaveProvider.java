package africa.paylinks.flutterwave;

import africa.paylinks.payment.Currencies;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.PaymentResolver;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderFee;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.RefundDiscovery;
import africa.paylinks.provider.RefundMark;
import africa.paylinks.provider.RefundWebhookSource;
import africa.paylinks.provider.Refunder;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Flutterwave v3 (pan-African): a hosted page on which the customer chooses card, mobile money or bank transfer. */
@Singleton
public final class FlutterwaveProvider implements LinkCreator, StatusLookup, RefundDiscovery, Canceller,
        RefundWebhookSource, PaymentResolver {

    /** The provider's name in requests, routes, settings and records. */
    public static final String NAME = "flutterwave";

    private static final String EMAIL_REQUIRED =
            "Flutterwave requires the customer's email address: send customer.email.";

    private final FlutterwaveConfig config;
    private final FlutterwaveClient client;
    private final Secrets secrets;

    public FlutterwaveProvider(FlutterwaveConfig config, FlutterwaveClient client, Secrets secrets) {
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
        return config.currencies().stream().map(String::trim)
                .filter(currency -> Currencies.decimals(currency).isPresent()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<Objection> objection(PaymentTerms terms) {
        return terms.customer().email().isPresent() ? Optional.empty() : Optional.of(new Objection("/customer/email", EMAIL_REQUIRED));
    }

    /**
     * Creates a hosted link. Flutterwave accepts a reference only once. If it already has this one, from a call whose
     * answer was lost, no second link is created.
     */
    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        if (terms.customer().email().isEmpty()) {
            return new Refused(new Failure("email-required", EMAIL_REQUIRED));
        }
        try {
            FlutterwaveAnswer answer = client.createLink(terms, address.checkoutPage(terms.id()));
            if (answer.isSuccess()) {
                return answer.text("link").filter(FlutterwaveProvider::isWebAddress).<Outcome>map(link -> new Created(
                                Optional.of(link), Optional.empty(), Optional.empty(), Optional.empty()))
                        .orElseGet(() -> new Unknown("answered without a link"));
            }
            if (answer.isDuplicateReference()) {
                return alreadyCreated(terms.id());
            }
            return answer.isRefusal() ? new Refused(refusal(answer)) : new Unknown(httpStatus(answer));
        } catch (ProviderUnreachable unreachable) {
            return new Unknown(unreachable.getMessage());
        }
    }

    private Outcome alreadyCreated(String reference) {
        return statusOf(client.verifyByReference(reference), reference) instanceof Known known
                && known.status() == PaymentStatus.COMPLETED
                        ? new Created(Optional.empty(), Optional.empty(), Optional.empty(), known.providerReference())
                        : new Unknown("already has this payment, and does not return its link a second time");
    }

    /**
     * Looks up the transaction id, if one is known, and then our reference unless the first answer shows a paid
     * transaction. Each attempt of a customer has its own id, and a redirect may name a failed one.
     */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        return StatusLookup.orUnavailable(() -> findStatus(payment, transactionId));
    }

    private ProviderStatus findStatus(Payment payment, Optional<String> transactionId) {
        Optional<ProviderStatus> byId = transactionId.filter(FlutterwaveNotification::isTransactionId)
                .or(() -> payment.providerReference().filter(FlutterwaveNotification::isTransactionId))
                .map(id -> statusOf(client.verify(id), payment.id()));
        if (byId.filter(FlutterwaveProvider::isPaid).isPresent()) {
            return byId.get();
        }
        ProviderStatus byReference = statusOf(client.verifyByReference(payment.id()), payment.id());
        return isPaid(byReference) ? byReference : byId.filter(Known.class::isInstance).orElse(byReference);
    }

    private static boolean isPaid(ProviderStatus status) {
        return status instanceof Known known && known.status() == PaymentStatus.COMPLETED;
    }

    private static ProviderStatus statusOf(FlutterwaveAnswer answer, String reference) {
        if (!answer.isSuccess()) {
            return answer.isRefusal() ? new NotFound(answer.message())
                    : unusable(answer);
        }
        if (!answer.text("tx_ref").equals(Optional.of(reference))) {
            return new NotFound("Flutterwave returned another payment");
        }
        Optional<PaymentStatus> status = answer.text("status").flatMap(FlutterwaveStatus::of);
        Optional<Money> paid = FlutterwaveNotification.amount(answer.data());
        if (status.isEmpty()) {
            return new Unreadable("answered without a readable status");
        }
        boolean isPaid = status.get() == PaymentStatus.COMPLETED;
        return new Known(status.get(), paid.filter(money -> isPaid),
                answer.text("id").filter(id -> isPaid && FlutterwaveNotification.isTransactionId(id)),
                FlutterwaveStatus.failure(status.get(), answer.text("processor_response")), detail(answer))
                .withProviderFee(isPaid ? ProviderFee.read(NAME, answer.text("app_fee"), 0, paid) : Optional.empty());
    }

    private static ProviderStatus unusable(FlutterwaveAnswer answer) {
        return StatusLookup.concernsProvider(answer.http())
                ? new Unavailable(httpStatus(answer), answer.retryAfter()) : new Unreadable(httpStatus(answer));
    }

    private static Map<String, String> detail(FlutterwaveAnswer answer) {
        Map<String, String> detail = new HashMap<>();
        answer.text("status").ifPresent(status -> detail.put("flutterwaveStatus", status));
        answer.text("id").ifPresent(id -> detail.put("transactionId", id));
        answer.text("flw_ref").ifPresent(reference -> detail.put("flwRef", reference));
        answer.text("payment_type").ifPresent(type -> detail.put("paymentType", type));
        answer.text("processor_response").ifPresent(response ->
                detail.put("processorResponse", FlutterwaveAnswer.publishable(response)));
        return detail;
    }

    @Override
    public boolean refundsPartially() {
        return true;
    }

    /** Always empty: Flutterwave does not document which methods it refunds, and decides per request. */
    @Override
    public Optional<Failure> refusal(Payment payment, Money amount) {
        return Optional.empty();
    }

    /** Looks up the paid transaction first: an id from the customer's browser must not select what is refunded. */
    @Override
    public RefundOutcome refund(Payment payment, String refundId, Money amount, Optional<String> reason) {
        ProviderStatus status;
        try {
            status = findStatus(payment, Optional.empty());
        } catch (ProviderUnreachable unreachable) {
            return new NotRequested(unreachable.getMessage());
        }
        if (status instanceof Unavailable unavailable) {
            return new NotRequested(unavailable.reason());
        }
        if (status instanceof Unreadable unreadable) {
            return new NotRequested(unreadable.reason());
        }
        if (!(status instanceof Known known) || !isPaid(known) || known.providerReference().isEmpty()) {
            return new Declined(new Failure("not-paid", "Flutterwave has no paid transaction for this payment."));
        }
        try {
            FlutterwaveAnswer answer = client.refund(known.providerReference().get(), amount,
                    RefundMark.note(payment.id(), refundId, reason));
            if (answer.isSuccess()) {
                return FlutterwaveRefunds.outcome(answer);
            }
            if (answer.isRateLimited()) {
                return new NotRequested(httpStatus(answer));
            }
            if (answer.isRefusal()) {
                return new Declined(refusal(answer));
            }
            return StatusLookup.concernsProvider(answer.http())
                    ? new Unanswered(httpStatus(answer))
                    : new Refunder.Undecided(httpStatus(answer));
        } catch (ProviderUnreachable unreachable) {
            return new Unanswered(unreachable.getMessage());
        }
    }

    @Override
    public ProviderRefundStatus lookUpRefund(Payment payment, Refund refund) {
        Optional<String> transaction = payment.providerReference().filter(FlutterwaveNotification::isTransactionId);
        if (transaction.isPresent()) {
            return refundStatus(transaction.get(), refund);
        }
        ProviderStatus status = findStatus(payment, Optional.empty());
        if (status instanceof Unavailable unavailable) {
            return new RefundUnavailable(unavailable.reason());
        }
        return status instanceof Known known && known.providerReference().isPresent()
                ? refundStatus(known.providerReference().get(), refund)
                : new RefundUnknown("does not say which transaction was refunded");
    }

    private ProviderRefundStatus refundStatus(String transactionId, Refund refund) {
        FlutterwaveAnswer answer = client.refunds(transactionId);
        if (answer.isSuccess()) {
            return FlutterwaveRefunds.find(answer.data(), refund);
        }
        return StatusLookup.concernsProvider(answer.http())
                ? new RefundUnavailable(httpStatus(answer))
                : new RefundUnknown(answer.isRefusal() ? answer.message() : httpStatus(answer));
    }

    @Override
    public Optional<List<ListedRefund>> listRefunds(Payment payment) {
        return transaction(payment).map(client::refunds).filter(FlutterwaveAnswer::isSuccess)
                .map(answer -> FlutterwaveRefunds.list(answer.data(), payment));
    }

    @Override
    public Listing listAllRefunds(Payment payment) {
        try {
            Optional<String> transaction = payment.providerReference().filter(FlutterwaveNotification::isTransactionId);
            if (transaction.isPresent()) {
                return listing(client.refunds(transaction.get()), payment);
            }
            ProviderStatus status = findStatus(payment, Optional.empty());
            return status instanceof Known known && isPaid(known) && known.providerReference().isPresent()
                    ? listing(client.refunds(known.providerReference().get()), payment) : new NotListed(status);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable failed) {
            return new NotListed(new Unavailable(String.valueOf(failed.getMessage())));
        }
    }

    private static Listing listing(FlutterwaveAnswer answer, Payment payment) {
        if (answer.isSuccess()) {
            return new Listed(FlutterwaveRefunds.listAll(answer.data(), payment));
        }
        return new NotListed(answer.isRefusal() ? new NotFound(answer.message()) : unusable(answer));
    }

    private Optional<String> transaction(Payment payment) {
        return payment.providerReference().filter(FlutterwaveNotification::isTransactionId)
                .or(() -> findStatus(payment, Optional.empty()) instanceof Known known ? known.providerReference() : Optional.empty());
    }

    @Override
    public Optional<RefundNotice> refund(WebhookCall call) {
        return FlutterwaveRefunds.notice(call.body());
    }

    @Override
    public Optional<String> refundedTransaction(WebhookCall call) {
        return FlutterwaveRefunds.transaction(call.body());
    }

    @Override
    public CancelOutcome cancel(Payment payment) {
        Optional<String> link = payment.instructions().map(instructions -> instructions.link())
                .filter(url -> !url.endsWith("/pay/" + payment.id()));
        if (link.isEmpty()) {
            return new Canceller.Undecided("returned no link that could be closed");
        }
        try {
            FlutterwaveAnswer answer = client.disable(link.get());
            if (answer.isSuccess() || answer.isRefusal() && answer.message().contains("inactive")) {
                return new Closed();
            }
            return answer.isRefusal() ? new NotClosed(refusal(answer)) : new Canceller.Undecided(httpStatus(answer));
        } catch (ProviderUnreachable unreachable) {
            return new Canceller.Undecided(unreachable.getMessage());
        }
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return secrets.accepts(NAME, document ->
                FlutterwaveWebhookAuthentication.accepts(config.webhookMode(), document, call));
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        return FlutterwaveNotification.read(call.body());
    }

    /** Resolves a webhook without our reference: the transaction has it. */
    @Override
    public Resolution paymentOf(String transactionId) {
        try {
            FlutterwaveAnswer answer = client.verify(transactionId);
            if (!answer.isSuccess()) {
                return answer.isRefusal() ? new NotKnownYet() : new NotResolved(unusable(answer));
            }
            return answer.text("tx_ref").<Resolution>map(Belongs::new).orElseGet(BelongsToNone::new);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable failed) {
            return new NotResolved(new Unavailable(String.valueOf(failed.getMessage())));
        }
    }

    @Override
    public Evidence evidence() {
        return Evidence.HINT;
    }

    private static Failure refusal(FlutterwaveAnswer answer) {
        return new Failure("refused", answer.message());
    }

    private static String httpStatus(FlutterwaveAnswer answer) {
        return "answered with HTTP status " + answer.http();
    }

    private static boolean isWebAddress(String link) {
        return link.startsWith("https://") || link.startsWith("http://");
    }
}
