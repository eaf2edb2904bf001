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
 * KKiaPay, Benin and its neighbours: mobile money and cards in francs, on KKiaPay's own page.
 *
 * <p>A server cannot create a payment there. The customer's browser does, and every attempt is a transaction of its own:
 * a failed one does not end the payment, because a later one can still complete it.
 */
@Singleton
public final class KkiapayProvider implements WidgetCheckout, StatusLookup, RefundLookup, PaymentResolver {

    /** The provider's name everywhere. */
    public static final String NAME = "kkiapay";

    private static final Failure NOT_MOBILE_MONEY = new Failure("refund-not-supported",
            "KKiaPay refunds mobile money only. Give a card payment back through your card processor.");
    private static final Failure NOT_IN_PART = new Failure("partial-refund-not-supported",
            "KKiaPay refunds a payment only as a whole.");

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

    /** Makes no call: our own page sends the customer to KKiaPay's. A missing public key shows here, not only there. */
    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        widget.publicKey();
        return new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public URI widget(Payment payment, PublicAddress address) {
        return widget.url(payment, address);
    }

    /** KKiaPay answers about transactions only: before a webhook or the customer's return names one, there is nothing to ask. */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        Optional<String> id = transactionId.or(payment::providerReference);
        if (id.isEmpty()) {
            return new NotBegun();
        }
        try {
            return client.transaction(id.get()).filter(transaction -> isFor(payment, transaction))
                    .map(KkiapayProvider::standing)
                    .orElseGet(() -> new NotFound("KKiaPay knows no such transaction for this payment"));
        } catch (KkiapayUnavailable failed) {
            return failed.standing();
        } catch (ProviderNotConfigured | SecretsUnavailable failed) {
            return new Unavailable(String.valueOf(failed.getMessage()));
        }
    }

    @Override
    public boolean asksByAttempt() {
        return true;
    }

    private static boolean isFor(Payment payment, KkiapayTransaction transaction) {
        return transaction.reference().filter(payment.id()::equals).isPresent();
    }

    private static ProviderStatus standing(KkiapayTransaction transaction) {
        Optional<PaymentStatus> status = transaction.status();
        if (status.isEmpty()) {
            return new Unreadable("answered without a status that can be read");
        }
        return new Known(status.get(), transaction.paid().filter(money -> status.get().isPaid()),
                Optional.of(transaction.id()), transaction.failure(), transaction.detail());
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

    /** Looks the transaction up first, which says by what it was paid and whether it went back already. */
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
            return new NotAsked(unavailable.getMessage());
        }
        if (found.isEmpty()) {
            return new Declined(new Failure("transaction-not-found", "KKiaPay knows no transaction of this payment."));
        }
        KkiapayTransaction transaction = found.get();
        if (transaction.isReverted()) {
            return new Accepted(Optional.of(transaction.id()), true);
        }
        if (!transaction.isPaid()) {
            return new Declined(new Failure("not-refundable", "KKiaPay says that this payment did not succeed."));
        }
        return transaction.mayBeMobileMoney() ? revert(transaction.id()) : new Declined(NOT_MOBILE_MONEY);
    }

    /** A transaction goes back whole or not at all, so that its status says it. */
    @Override
    public RefundStanding lookUpRefund(Payment payment, Refund refund) {
        try {
            return payment.providerReference().flatMap(client::transaction)
                    .filter(transaction -> isFor(payment, transaction))
                    .<RefundStanding>map(transaction -> transaction.isReverted()
                            ? new RefundSettled(Optional.of(transaction.id()))
                            : transaction.isPaid() ? new NoSuchRefund() : new RefundUnclear("says neither paid nor reverted"))
                    .orElseGet(() -> new RefundUnclear("knows no such transaction for this payment"));
        } catch (KkiapayUnavailable unavailable) {
            return new RefundUnclear(unavailable.getMessage());
        }
    }

    private RefundOutcome revert(String transactionId) {
        try {
            Answer answer = client.revert(transactionId);
            RefundOutcome outcome = KkiapayRefundAnswer.read(transactionId, answer);
            // Who lost the answer of an earlier attempt is told that there is nothing left to give back.
            boolean doneBefore = outcome instanceof Declined
                    && client.transaction(transactionId).filter(KkiapayTransaction::isReverted).isPresent();
            return doneBefore ? new Accepted(Optional.of(transactionId), true) : outcome;
        } catch (KkiapayUnavailable unavailable) {
            return new Undecided(unavailable.getMessage());
        }
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return secrets.accepts(NAME, document ->
                KkiapayWebhookAuthentication.accepts(document, config.webhookMode(), call));
    }

    /** The header does not always depend on the body: whoever has read one call could write another. */
    @Override
    public Evidence evidence() {
        return Evidence.HINT;
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        JsonValue body = Json.readObject(call.body())
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object."));
        String transactionId = Json.text(body, "transactionId")
                .orElseThrow(() -> new UnreadableWebhook("The field 'transactionId' is missing."));
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

    /** The event's name; where it is missing, what the outcome flag amounts to. */
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

    /** Webhooks do not always name the payment, as those of failures may not; the transaction does. */
    @Override
    public Resolution paymentOf(String transactionId) {
        try {
            Optional<KkiapayTransaction> transaction = client.transaction(transactionId);
            return transaction.isEmpty() ? new NotKnownYet() : transaction.flatMap(KkiapayTransaction::reference)
                    .<Resolution>map(Belongs::new).orElseGet(BelongsToNone::new);
        } catch (KkiapayUnavailable failed) {
            return new NotResolved(failed.standing());
        } catch (ProviderNotConfigured | SecretsUnavailable failed) {
            return new NotResolved(new Unavailable(String.valueOf(failed.getMessage())));
        }
    }
}
