package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.PaymentResolver;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.RefundLookup;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookField;
import africa.paylinks.provider.WidgetCheckout;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * KKiaPay (Benin and its neighbours): mobile money and cards in CFA francs, on KKiaPay's own page.
 *
 * <p>Only the customer's browser can create a payment there. Every attempt is a separate transaction. A failed one does
 * not end the payment, because a later one can still complete it.
 */
@Singleton
public final class KkiapayProvider implements WidgetCheckout, StatusLookup, RefundLookup, PaymentResolver {

    /** The provider's name in requests, routes, settings and records. */
    public static final String NAME = "kkiapay";

    private static final Failure NOT_MOBILE_MONEY = new Failure("refund-not-supported",
            "KKiaPay refunds mobile money only. Refund a card payment through your card processor.");
    private static final Failure NOT_IN_PART = new Failure("partial-refund-not-supported",
            "KKiaPay refunds a payment only in full.");

    private final KkiapayConfig config;
    private final KkiapayWidget widget;
    private final KkiapayClient client;
    private final Secrets secrets;

    public KkiapayProvider(KkiapayConfig config, KkiapayWidget widget, KkiapayClient client, Secrets secrets) {
        this.config = config;
        this.widget = widget;
        this.client = client;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.MOMO, PaymentMethod.CARD);
    }

    @Override
    public Set<String> currencies() {
        return Set.of("XOF");
    }

    /** Makes no call: the checkout page sends the customer to KKiaPay's page. It checks the public key early, so that the merchant sees that it is missing. */
    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        widget.publicKey();
        return new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public URI widget(Payment payment, PublicAddress address) {
        return widget.url(payment, address);
    }

    /** KKiaPay looks up transactions only. Until a webhook or a returning customer names one, no check is possible. */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        Optional<String> id = transactionId.or(payment::providerReference);
        if (id.isEmpty()) {
            return new NotBegun();
        }
        try {
            return client.transaction(id.get()).filter(transaction -> isFor(payment, transaction))
                    .map(KkiapayProvider::statusOf)
                    .orElseGet(() -> new NotFound("KKiaPay has no such transaction for this payment"));
        } catch (KkiapayUnavailable failed) {
            return failed.status();
        } catch (ProviderNotConfigured | SecretsUnavailable failed) {
            return new Unavailable(String.valueOf(failed.getMessage()));
        }
    }

    @Override
    public boolean needsTransactionId() {
        return true;
    }

    private static boolean isFor(Payment payment, KkiapayTransaction transaction) {
        return transaction.reference().filter(payment.id()::equals).isPresent();
    }

    private static ProviderStatus statusOf(KkiapayTransaction transaction) {
        Optional<PaymentStatus> status = transaction.status();
        if (status.isEmpty()) {
            return new Unreadable("answered without a readable status");
        }
        return new Known(status.get(), transaction.paid().filter(money -> status.get().isPaid()),
                Optional.of(transaction.id()), transaction.failure(), transaction.detail()).withProviderFee(transaction.fee());
    }

    @Override
    public boolean refundsPartially() {
        return false;
    }

    @Override
    public Optional<Failure> refusal(Payment payment, Money amount) {
        if (payment.terms().method() == PaymentMethod.CARD) {
            return Optional.of(NOT_MOBILE_MONEY);
        }
        return amount.equals(payment.terms().amount()) ? Optional.empty() : Optional.of(NOT_IN_PART);
    }

    /** Looks up the transaction first: it has the payment method, and shows whether it is refunded already. */
    @Override
    public RefundOutcome refund(Payment payment, String refundId, Money amount, Optional<String> reason) {
        Optional<Failure> refusal = refusal(payment, amount);
        if (refusal.isPresent()) {
            return new Declined(refusal.get());
        }
        Optional<KkiapayTransaction> found;
        try {
            found = payment.providerReference().flatMap(client::transaction)
                    .filter(transaction -> isFor(payment, transaction));
        } catch (KkiapayUnavailable unavailable) {
            return new NotRequested(unavailable.getMessage());
        }
        if (found.isEmpty()) {
            return new Declined(new Failure("transaction-not-found", "KKiaPay has no transaction for this payment."));
        }
        KkiapayTransaction transaction = found.get();
        if (transaction.isReverted()) {
            return new Accepted(Optional.of(transaction.id()), true);
        }
        if (!transaction.isPaid()) {
            return new Declined(new Failure("not-refundable", "KKiaPay reports that this payment did not succeed."));
        }
        return transaction.mayBeMobileMoney() ? revert(transaction.id()) : new Declined(NOT_MOBILE_MONEY);
    }

    /** KKiaPay refunds only in full, so the transaction's status shows the refund. */
    @Override
    public ProviderRefundStatus lookUpRefund(Payment payment, Refund refund) {
        try {
            return payment.providerReference().flatMap(client::transaction)
                    .filter(transaction -> isFor(payment, transaction))
                    .<ProviderRefundStatus>map(transaction -> transaction.isReverted()
                            ? new RefundCompleted(Optional.of(transaction.id()))
                            : transaction.isPaid() ? new RefundNotFound() : new RefundUnknown("reports neither paid nor reverted"))
                    .orElseGet(() -> new RefundUnknown("has no such transaction for this payment"));
        } catch (KkiapayUnavailable failed) {
            return failed.status() instanceof Unavailable ? new RefundUnavailable(failed.getMessage()) : new RefundUnknown(failed.getMessage());
        }
    }

    private RefundOutcome revert(String transactionId) {
        try {
            Answer answer = client.revert(transactionId);
            RefundOutcome outcome = KkiapayRefundAnswer.read(transactionId, answer);
            // If the answer of an earlier attempt was lost, KKiaPay declines this one although the refund is done.
            boolean doneBefore = outcome instanceof Declined
                    && client.transaction(transactionId).filter(KkiapayTransaction::isReverted).isPresent();
            return doneBefore ? new Accepted(Optional.of(transactionId), true) : outcome;
        } catch (KkiapayUnavailable unavailable) {
            return new Unanswered(unavailable.getMessage());
        }
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return secrets.accepts(NAME, document ->
                KkiapayWebhookAuthentication.accepts(document, config.webhookMode(), call));
    }

    /** The header may be the secret itself, so a caller who has seen one webhook could forge another. */
    @Override
    public Evidence evidence() {
        return Evidence.HINT;
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        JsonValue body = Json.readObject(call.body())
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object."));
        String transactionId = WebhookField.required("transactionId", Json.text(body, "transactionId"));
        if (!KkiapayClient.isTransactionId(transactionId)) {
            throw new UnreadableWebhook("The field 'transactionId' is not one of KKiaPay's ids.");
        }
        String event = event(body);
        Map<String, String> detail = new HashMap<>(Map.of("transactionId", transactionId, "event", event));
        Optional<KkiapayFailure> failure = failure(event, body);
        failure.ifPresent(because -> detail.put("failure", because.failure().code()));
        Optional<PaymentStatus> status = event.equals("transaction.success")
                ? Optional.of(PaymentStatus.COMPLETED) : failure.map(KkiapayFailure::status);
        Optional<String> reference = KkiapayReference.of(body);
        ProviderEvent read = new ProviderEvent(transactionId + ":" + event, reference.orElse(transactionId), status,
                KkiapayTransaction.money(body), Optional.of(transactionId), failure.map(KkiapayFailure::failure), detail);
        return reference.isPresent() ? read : read.ofTransaction(transactionId);
    }

    /** The event's name; if absent, derived from the outcome flag. */
    private static String event(JsonValue body) {
        String event = Json.text(body, "event").map(text -> text.trim().toLowerCase(Locale.ROOT))
                .or(() -> KkiapayTransaction.outcome(body)
                        .map(status -> status == PaymentStatus.COMPLETED ? "transaction.success" : "transaction.failed"))
                .orElse("unnamed");
        return CodePoints.cut(event, 100);
    }

    private static Optional<KkiapayFailure> failure(String event, JsonValue body) {
        return switch (event) {
            case "transaction.failed" -> Optional.of(KkiapayFailure.of(Json.text(body, "failureCode").orElse("")));
            case "transaction.timeout" -> Optional.of(KkiapayFailure.of("timeout"));
            default -> Optional.empty();
        };
    }

    /** Resolves a webhook without our reference, such as some of failed attempts: the transaction has it. */
    @Override
    public Resolution paymentOf(String transactionId) {
        try {
            Optional<KkiapayTransaction> transaction = client.transaction(transactionId);
            return transaction.isEmpty() ? new NotKnownYet() : transaction.flatMap(KkiapayTransaction::reference)
                    .<Resolution>map(Belongs::new).orElseGet(BelongsToNone::new);
        } catch (KkiapayUnavailable failed) {
            return new NotResolved(failed.status());
        } catch (ProviderNotConfigured | SecretsUnavailable failed) {
            return new NotResolved(new Unavailable(String.valueOf(failed.getMessage())));
        }
    }
}
