package africa.paylinks.flashpay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookField;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Flashpay (Nigeria): creates one account per payment, to which the customer transfers from any bank. */
@Singleton
public final class FlashpayProvider implements LinkCreator, StatusLookup, BankDirectory, WebhookSource {

    /** The provider's name in requests, routes, settings and records. */
    public static final String NAME = "flashpay";

    private static final String SIGNATURE_HEADER = "x-webhook-signature";
    private static final String TIMESTAMP_HEADER = "x-webhook-timestamp";
    private static final Failure TRANSFER_FAILED =
            new Failure("payment-failed", "The bank transfer did not succeed. The customer may try again.");

    private final FlashpayConfig config;
    private final FlashpayClient client;
    private final FlashpayBanks banks;
    private final Secrets secrets;
    private final Clock clock;

    public FlashpayProvider(FlashpayConfig config, FlashpayClient client, FlashpayBanks banks, Secrets secrets, Clock clock) {
        this.config = config;
        this.client = client;
        this.banks = banks;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.BANK_TRANSFER);
    }

    @Override
    public Set<String> currencies() {
        return Set.of("NGN");
    }

    /**
     * Creates a payment intent, with an account to transfer to.
     *
     * <p>Flashpay documents no lookup by our reference. So after an unknown outcome the request is repeated, with the same
     * reference, expiry and idempotency key. Flashpay may return the existing intent, refuse, or create another one. In no
     * case can a customer pay twice: only the last account is ever shown, so an earlier intent gets no transfer and
     * expires. If Flashpay counts a transfer for it anyway, the webhook has the same reference and completes this payment
     * once.
     */
    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        Answer answer;
        try {
            answer = client.create(terms);
        } catch (ProviderUnreachable unreachable) {
            return new Unknown(unreachable.getMessage());
        }
        if (answer.isSuccess()) {
            return created(answer, terms);
        }
        // An invalid token is a configuration error that can be fixed, so the payment must not fail.
        if (answer.status() == 401) {
            throw new ProviderNotConfigured("Flashpay rejects the token: store a valid 'token' in Flashpay's secret.");
        }
        return answer.refusesRequest()
                ? new Refused(FlashpayError.read(answer))
                : new Unknown("answered with HTTP status " + answer.status());
    }

    private Outcome created(Answer answer, PaymentTerms terms) {
        FlashpayPayment made = FlashpayPayment.read(Json.readObject(answer.body()).orElse(Json.object()));
        if (made.id().isEmpty() || made.account().isEmpty() || made.amount().isEmpty()) {
            return new Unknown("answered without an id, an amount and an account to transfer to");
        }
        if (!made.isOf(terms.id())) {
            return new Unknown("returned another payment");
        }
        if (!made.amount().get().equals(terms.amount())) {
            return new Refused(new Failure("invalid-amount",
                    "Flashpay expects " + made.amount().get() + " instead of " + terms.amount() + "."));
        }
        BankAccount account = new BankAccount(made.bankId().map(banks::name).orElse(""), made.account().get(),
                made.accountName().orElse(""));
        return new Created(Optional.empty(), Optional.empty(), Optional.of(account), made.id());
    }

    @Override
    public List<Bank> banks() {
        return banks.list();
    }

    /** Bank transfers take time, and the webhook usually arrives first. */
    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(10);
    }

    /** Looks up Flashpay's id; if it is not known, the account that the customer sees. */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        Optional<String> id = payment.providerReference().or(() -> transactionId);
        Optional<String> account = payment.instructions().flatMap(PaymentInstructions::bankAccount)
                .map(BankAccount::number);
        return StatusLookup.orUnavailable(() -> {
            if (id.isPresent()) {
                return statusOf(client.payment(id.get()), payment);
            }
            return account.isPresent() ? statusOf(client.recent(account.get()), payment) : new NotPossible();
        });
    }

    private static ProviderStatus statusOf(Answer answer, Payment payment) {
        if (answer.status() == 404) {
            return new NotFound("Flashpay does not know this payment");
        }
        Optional<JsonValue> body = answer.isSuccess() ? Json.read(answer.body()) : Optional.empty();
        if (body.isEmpty()) {
            return StatusLookup.unusable(answer);
        }
        // Flashpay does not document whether this is one payment or a list; the list may have other payments to the account.
        Stream<JsonValue> found = body.get().isArray() ? body.get().values() : Stream.of(body.get());
        return found.map(FlashpayPayment::read).filter(candidate -> candidate.isOf(payment.id()))
                .max(Comparator.comparing(candidate -> candidate.meaning().orElse(PaymentStatus.CREATING)))
                .map(FlashpayProvider::known)
                .orElseGet(() -> new NotFound("Flashpay returned another payment"));
    }

    private static ProviderStatus known(FlashpayPayment found) {
        Optional<PaymentStatus> status = found.meaning();
        if (status.isEmpty()) {
            return new Unreadable("answered without a readable status");
        }
        return new Known(status.get(), paid(found), found.id(), failure(status.get()),
                Map.of("flashpayStatus", found.status().orElse("")));
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        String timestamp = call.header(TIMESTAMP_HEADER).orElse("");
        String signature = call.header(SIGNATURE_HEADER).orElse("");
        return FlashpaySignature.isTimely(timestamp, call.receivedAt().orElseGet(clock::instant), config.webhookTolerance())
                && secrets.accepts(NAME, document -> document.secret("webhookSecret").filter(secret -> FlashpaySignature
                        .matches(signature, timestamp, call.body(), secret, config.webhookEncoding())).isPresent());
    }

    /** The signature covers time, reference, status and amount. */
    @Override
    public Evidence evidence() {
        return Evidence.PROOF;
    }

    @Override
    public Set<String> recordedHeaders() {
        return Set.of(TIMESTAMP_HEADER);
    }

    /**
     * Parses the payment object in the body. The event key is payment, status and {@code updatedAt}: a status can repeat
     * after a change, such as a second transfer after a short one.
     */
    @Override
    public ProviderEvent read(WebhookCall call) {
        FlashpayPayment payment = FlashpayPayment.read(Json.readObject(call.body())
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object.")));
        String id = WebhookField.required("id", payment.id());
        String reference = WebhookField.required("reference", payment.reference());
        String status = WebhookField.required("status", payment.status());
        Optional<PaymentStatus> meaning = payment.meaning();
        String key = id + ":" + status.trim().toLowerCase(Locale.ROOT) + ":"
                + WebhookField.limited("updatedAt", payment.updatedAt()).orElse("-");
        return new ProviderEvent(key, reference, meaning, paid(payment), Optional.of(id),
                meaning.flatMap(FlashpayProvider::failure), Map.of("flashpayId", id, "flashpayStatus", status));
    }

    /**
     * The amount transferred. A reversal also states it, so that the return of a too small transfer does not count as the
     * refund of a payment that was never complete.
     */
    private static Optional<Money> paid(FlashpayPayment payment) {
        return payment.amount().filter(amount -> payment.meaning().filter(PaymentStatus::isPaid).isPresent());
    }

    private static Optional<Failure> failure(PaymentStatus status) {
        return Optional.of(TRANSFER_FAILED).filter(failure -> status == PaymentStatus.FAILED);
    }
}
