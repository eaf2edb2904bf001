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
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.RefundLookup;
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

/** Flutterwave v3, pan-African: a hosted page on which the customer chooses card, mobile money or bank transfer. */
@Singleton
public final class FlutterwaveProvider implements LinkCreator, StatusLookup, RefundLookup, Canceller,
        RefundWebhookSource, PaymentResolver {

    /** The provider's name everywhere. */
    public static final String NAME = "flutterwave";

    private static final String EMAIL_REQUIRED =
            "Flutterwave takes no payment without the customer's email address: send customer.email.";

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
     * Asks for a hosted link. Flutterwave wants a reference only once: if it says that it has this one, from a call whose
     * answer was lost, no other link is asked for.
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
            if (answer.saysReferenceIsTaken()) {
                return alreadyCreated(terms.id());
            }
            return answer.isRefusal() ? new Refused(refusal(answer)) : new Unknown(noUse(answer));
        } catch (ProviderUnreachable unreachable) {
            return new Unknown(unreachable.getMessage());
        }
    }

    private Outcome alreadyCreated(String reference) {
        return standing(client.verifyByReference(reference), reference) instanceof Known known
                && known.status() == PaymentStatus.COMPLETED
                        ? new Created(Optional.empty(), Optional.empty(), Optional.empty(), known.providerReference())
                        : new Unknown("has this payment already, and does not tell its link a second time");
    }

    /**
     * Asks by id, where one is known, and by our reference unless that shows it paid: each attempt of a customer has an id
     * of its own, and a redirect may name one that failed.
     */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        try {
            return ask(payment, transactionId);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable failed) {
            return new Unavailable(String.valueOf(failed.getMessage()));
        }
    }

    private ProviderStatus ask(Payment payment, Optional<String> transactionId) {
        Optional<ProviderStatus> byId = transactionId.filter(FlutterwaveNotification::isTransactionId)
                .or(() -> payment.providerReference().filter(FlutterwaveNotification::isTransactionId))
                .map(id -> standing(client.verify(id), payment.id()));
        if (byId.filter(FlutterwaveProvider::isPaid).isPresent()) {
            return byId.get();
        }
        ProviderStatus byReference = standing(client.verifyByReference(payment.id()), payment.id());
        return isPaid(byReference) ? byReference : byId.filter(Known.class::isInstance).orElse(byReference);
    }

    private static boolean isPaid(ProviderStatus standing) {
        return standing instanceof Known known && known.status() == PaymentStatus.COMPLETED;
    }

    private static ProviderStatus standing(FlutterwaveAnswer answer, String reference) {
        if (!answer.isSuccess()) {
            return answer.isRefusal() ? new NotFound(answer.message())
                    : unusable(answer);
        }
        if (!answer.text("tx_ref").equals(Optional.of(reference))) {
            return new NotFound("Flutterwave answered about another payment");
        }
        Optional<PaymentStatus> status = answer.text("status").flatMap(FlutterwaveStatus::of);
        Optional<Money> paid = FlutterwaveNotification.amount(answer.data());
        if (status.isEmpty()) {
            return new Unreadable("answered without a status that can be read");
        }
        boolean isPaid = status.get() == PaymentStatus.COMPLETED;
        return new Known(status.get(), paid.filter(money -> isPaid),
                answer.text("id").filter(id -> isPaid && FlutterwaveNotification.isTransactionId(id)),
                FlutterwaveStatus.failure(status.get(), answer.text("processor_response")), detail(answer));
    }

    private static ProviderStatus unusable(FlutterwaveAnswer answer) {
        return StatusLookup.concernsProvider(answer.http())
                ? new Unavailable(noUse(answer), answer.retryAfter()) : new Unreadable(noUse(answer));
    }

    private static Map<String, String> detail(FlutterwaveAnswer answer) {
        Map<String, String> detail = new HashMap<>();
        answer.text("status").ifPresent(status -> detail.put("flutterwaveStatus", status));
        answer.text("id").ifPresent(id -> detail.put("transactionId", id));
        answer.text("flw_ref").ifPresent(reference -> detail.put("flwRef", reference));
        answer.text("payment_type").ifPresent(type -> detail.put("paymentType", type));
        answer.text("processor_response").ifPresent(said ->
                detail.put("processorResponse", FlutterwaveAnswer.publishable(said)));
        return detail;
    }

    @Override
    public boolean refundsPartially() {
        return true;
    }

    /** Nothing is known beforehand: which methods can be refunded, Flutterwave says when asked. */
    @Override
    public Optional<Failure> refusal(Payment payment, Money amount) {
        return Optional.empty();
    }

    /** Asks first which transaction paid, so that nothing is refunded by an id that came with a customer. */
    @Override
    public RefundOutcome refund(Payment payment, String refundId, Money amount, Optional<String> reason) {
        ProviderStatus standing;
        try {
            standing = ask(payment, Optional.empty());
        } catch (ProviderUnreachable unreachable) {
            return new NotAsked(unreachable.getMessage());
        }
        if (standing instanceof Unavailable unavailable) {
            return new NotAsked(unavailable.reason());
        }
        if (standing instanceof Unreadable unreadable) {
            return new NotAsked(unreadable.reason());
        }
        if (!(standing instanceof Known known) || !isPaid(known) || known.providerReference().isEmpty()) {
            return new Declined(new Failure("not-paid", "Flutterwave knows of no paid transaction of this payment."));
        }
        try {
            FlutterwaveAnswer answer = client.refund(known.providerReference().get(), amount,
                    FlutterwaveRefunds.comments(payment.id(), refundId, reason));
            if (answer.isSuccess()) {
                return FlutterwaveRefunds.outcome(answer);
            }
            if (answer.isTooMuch()) {
                return new NotAsked(noUse(answer));
            }
            return answer.isRefusal() ? new Declined(refusal(answer)) : new Refunder.Undecided(noUse(answer));
        } catch (ProviderUnreachable unreachable) {
            return new Refunder.Undecided(unreachable.getMessage());
        }
    }

    @Override
    public ProviderRefundStatus lookUpRefund(Payment payment, Refund refund) {
        Optional<String> transaction = payment.providerReference().filter(FlutterwaveNotification::isTransactionId)
                .or(() -> ask(payment, Optional.empty()) instanceof Known known ? known.providerReference() : Optional.empty());
        if (transaction.isEmpty()) {
            return new RefundUnknown("does not tell which transaction was refunded");
        }
        FlutterwaveAnswer answer = client.refunds(transaction.get());
        return answer.isSuccess()
                ? FlutterwaveRefunds.standing(answer.data(), refund)
                : new RefundUnknown(answer.isRefusal() ? answer.message() : noUse(answer));
    }

    @Override
    public Optional<RefundNotice> refund(WebhookCall call) {
        return FlutterwaveRefunds.notice(call.body());
    }

    @Override
    public CancelOutcome cancel(Payment payment) {
        Optional<String> link = payment.instructions().map(instructions -> instructions.link())
                .filter(url -> !url.endsWith("/pay/" + payment.id()));
        if (link.isEmpty()) {
            return new Canceller.Undecided("has given no link that could be closed");
        }
        try {
            FlutterwaveAnswer answer = client.disable(link.get());
            if (answer.isSuccess() || answer.isRefusal() && answer.message().contains("inactive")) {
                return new Closed();
            }
            return answer.isRefusal() ? new NotClosed(refusal(answer)) : new Canceller.Undecided(noUse(answer));
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

    /** Webhooks do not always carry our reference; the transaction does. */
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

    private static String noUse(FlutterwaveAnswer answer) {
        return "answered with HTTP status " + answer.http();
    }

    private static boolean isWebAddress(String link) {
        return link.startsWith("https://") || link.startsWith("http://");
    }
}
