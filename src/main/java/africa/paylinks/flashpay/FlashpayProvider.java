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
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.secrets.SecretsUnavailable;
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

/** Flashpay, Nigeria: an account of its own for every payment, to which the customer transfers from any bank. */
@Singleton
public final class FlashpayProvider implements LinkCreator, StatusLookup, BankDirectory, WebhookSource {

    /** The provider's name everywhere. */
    public static final String NAME = "flashpay";

    private static final String SIGNATURE_HEADER = "x-webhook-signature";
    private static final String TIMESTAMP_HEADER = "x-webhook-timestamp";
    private static final int MAX_TEXT = 200;
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
     * Asks for an account to transfer to.
     *
     * <p>After an unknown outcome the same intent is asked for again, with the same reference, expiry and idempotency key,
     * because Flashpay documents no way to look one up by our reference. Whether it then answers the intent it has, refuses,
     * or makes another is not known, and none of it lets a customer pay twice: only the account that creation ends with is
     * ever shown to anybody, so an intent made before it gets no transfer and expires. Should Flashpay count a transfer
     * against that one nevertheless, its webhook carries the same reference and completes this same payment, once.
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
        // The token is what is refused, and it can be mended: the payment need not fail of it.
        if (answer.status() == 401) {
            throw new ProviderNotConfigured("Flashpay does not accept our token: put a valid 'token' into its secret.");
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
            return new Unknown("answered about another payment");
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

    /** A transfer between banks takes its time, and the webhook is usually first. */
    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(10);
    }

    /** Asks by Flashpay's id, and where that is not known by the account that was shown to the customer. */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        Optional<String> id = payment.providerReference().or(() -> transactionId);
        Optional<String> account = payment.instructions().flatMap(PaymentInstructions::bankAccount)
                .map(BankAccount::number);
        try {
            if (id.isPresent()) {
                return standing(client.payment(id.get()), payment);
            }
            return account.isPresent() ? standing(client.recent(account.get()), payment) : new NotPossible();
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable failed) {
            return new Unavailable(String.valueOf(failed.getMessage()));
        }
    }

    private static ProviderStatus standing(Answer answer, Payment payment) {
        if (answer.status() == 404) {
            return new NotFound("Flashpay does not know the payment");
        }
        Optional<JsonValue> body = answer.isSuccess() ? Json.read(answer.body()) : Optional.empty();
        if (body.isEmpty()) {
            return StatusLookup.unusable(answer);
        }
        // Whether recent payments are one or a list is not documented; an account may have served other payments before.
        Stream<JsonValue> found = body.get().isArray() ? body.get().values() : Stream.of(body.get());
        return found.map(FlashpayPayment::read).filter(candidate -> candidate.isOf(payment.id()))
                .max(Comparator.comparing(candidate -> candidate.meaning().orElse(PaymentStatus.CREATING)))
                .map(FlashpayProvider::known)
                .orElseGet(() -> new NotFound("Flashpay answered about another payment"));
    }

    private static ProviderStatus known(FlashpayPayment found) {
        Optional<PaymentStatus> status = found.meaning();
        if (status.isEmpty()) {
            return new Unreadable("answered without a status that can be read");
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

    /** The signature binds time, reference, status and amount. */
    @Override
    public Evidence evidence() {
        return Evidence.PROOF;
    }

    @Override
    public Set<String> recordedHeaders() {
        return Set.of(TIMESTAMP_HEADER);
    }

    /**
     * Reads the payment object that is the body. One event is one status of one Flashpay payment, and when the same status
     * comes again after a change, such as the rest of a payment that was short, {@code updatedAt} tells the two apart, or
     * the bytes where it is missing.
     */
    @Override
    public ProviderEvent read(WebhookCall call) {
        FlashpayPayment payment = FlashpayPayment.read(Json.readObject(call.body())
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object.")));
        String id = required(payment.id(), "id");
        String reference = required(payment.reference(), "reference");
        String status = required(payment.status(), "status");
        Optional<PaymentStatus> meaning = payment.meaning();
        String key = id + ":" + status.trim().toLowerCase(Locale.ROOT) + ":"
                + required(payment.updatedAt().or(() -> Optional.of("-")), "updatedAt");
        return new ProviderEvent(key, reference, meaning, paid(payment), Optional.of(id),
                meaning.flatMap(FlashpayProvider::failure), Map.of("flashpayId", id, "flashpayStatus", status));
    }

    private static String required(Optional<String> text, String field) {
        String present = text.orElseThrow(() -> new UnreadableWebhook("The field '" + field + "' is missing."));
        if (present.length() > MAX_TEXT) {
            throw new UnreadableWebhook("The field '" + field + "' is longer than " + MAX_TEXT + " characters.");
        }
        return present;
    }

    /**
     * The money that moved. A reversal counts it too, so that the return of a transfer that was too small is not taken for
     * the refund of a payment that was never complete.
     */
    private static Optional<Money> paid(FlashpayPayment payment) {
        return payment.amount().filter(amount -> payment.meaning().filter(PaymentStatus::isPaid).isPresent());
    }

    private static Optional<Failure> failure(PaymentStatus status) {
        return Optional.of(TRANSFER_FAILED).filter(failure -> status == PaymentStatus.FAILED);
    }
}
