package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Debits;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.NumberingPlan;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.BalanceLookup;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * FLUID Network (Ghana): debits the account of a phone number after its holder approves by USSD or in the bank's app.
 *
 * <p>It supports only {@code momo}: the customer enters a phone number and approves on the phone. {@code bank-transfer}
 * means a transfer by the customer to an account, which FLUID does not offer.
 */
@Singleton
public final class FluidProvider implements CustomerDebit, StatusLookup, BankDirectory, BalanceLookup, WebhookSource {

    /** The provider's name in requests, routes, settings and records. */
    public static final String NAME = "fluid";

    private static final String CURRENCY = "GHS";
    private static final Created ON_OUR_PAGE =
            new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final FluidConfig config;
    private final FluidClient client;
    private final Secrets secrets;

    public FluidProvider(FluidConfig config, FluidClient client, Secrets secrets) {
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
        return List.of(PaymentMethod.MOMO);
    }

    @Override
    public Set<String> currencies() {
        return Set.of(CURRENCY);
    }

    @Override
    public boolean needsBank() {
        return config.dialect().needsBank();
    }

    @Override
    public Optional<String> phone(String written) {
        return NumberingPlan.GHANA.read(written);
    }

    @Override
    public Optional<Objection> objection(PaymentTerms terms) {
        return config.dialect().refusal(terms.amount()).map(refusal -> new Objection("/amount", refusal.message()));
    }

    /** Starts the debit if the request has all that it needs; otherwise the checkout page asks the customer. */
    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        Optional<Failure> refusal = config.dialect().refusal(terms.amount());
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        client.requireKey();
        Optional<String> phone = terms.customer().phone().flatMap(NumberingPlan.GHANA::read);
        Optional<String> bank = terms.customer().bank();
        return phone.isPresent() && (bank.isPresent() || !needsBank())
                ? startDebit(terms, phone.get(), bank, address)
                : ON_OUR_PAGE;
    }

    @Override
    public Outcome startDebit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
        Optional<Failure> refusal = config.dialect().refusal(terms.amount());
        Optional<String> account = NumberingPlan.GHANA.read(phone);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (account.isEmpty()) {
            return new Refused(new Failure("invalid-account", "Use a Ghanaian phone number, such as +233241234567."));
        }
        if (bank.isEmpty() && needsBank()) {
            return new Refused(new Failure("invalid-account", "Choose the bank of the account."));
        }
        try {
            Answer answer = client.charge(terms, number, account.get(), bank, address);
            return answer.isSuccess() ? created(answer) : notCreated(answer, Debits.reference(terms.id(), number));
        } catch (ProviderUnreachable unreachable) {
            return new Unknown(String.valueOf(unreachable.getMessage()));
        }
    }

    private static Outcome created(Answer answer) {
        JsonValue body = Json.readObject(answer.body()).orElse(Json.object());
        FluidTransaction transaction = FluidTransaction.read(body);
        if (body.path("success").isBoolean() && !body.path("success").booleanValue() || !transaction.hasReference()) {
            return new Unknown("answered with HTTP status " + answer.status() + " but without a debit");
        }
        return transaction.status().flatMap(FluidStatus::named).filter(status -> status == PaymentStatus.FAILED).isPresent()
                ? new Refused(transaction.failure())
                : created(transaction.reference());
    }

    private static Created created(Optional<String> reference) {
        return new Created(Optional.empty(), Optional.empty(), Optional.empty(), reference);
    }

    private Outcome notCreated(Answer answer, String ours) {
        FluidError error = FluidError.read(answer.body());
        if (error.isAlreadyCreated()) {
            return created(referenceOf(answer, ours));
        }
        return switch (answer.status()) {
            case 401, 403 -> throw notAllowed(error);
            case 429 -> new Unknown("is busy (HTTP status 429)" + client.retryDelay().map(FluidProvider::retryHint).orElse(""));
            default -> answer.refusesRequest()
                    ? new Refused(error.toFailure())
                    : new Unknown("answered with HTTP status " + answer.status());
        };
    }

    /** FLUID's id of a debit that an earlier call created, if FLUID returns it; webhooks work without it. */
    private Optional<String> referenceOf(Answer answer, String ours) {
        Optional<String> reference = Json.readObject(answer.body()).map(FluidTransaction::read)
                .filter(transaction -> transaction.partnerReference().filter(ours::equals).isPresent())
                .flatMap(FluidTransaction::reference);
        if (reference.isPresent()) {
            return reference;
        }
        try {
            return transaction(client.debit(ours))
                    .filter(transaction -> transaction.partnerReference().filter(ours::equals).isPresent())
                    .flatMap(FluidTransaction::reference);
        } catch (ProviderUnreachable unreachable) {
            return Optional.empty();
        }
    }

    /**
     * Looks up the id that FLUID returned at creation. If that answer was lost, looks up our own reference. FLUID does not
     * document that it accepts our reference, so a 404 for it proves nothing.
     */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        Optional<Duration> delay = client.retryDelay();
        if (delay.isPresent()) {
            return busy(delay);
        }
        // Only ids of this payment's debits count; anyone can put another one into the page's URL.
        int number = transactionId.flatMap(payment::debitNumber).orElse(payment.debits().current());
        Optional<String> knownReference = payment.debitReference(number);
        String ours = Debits.reference(payment.id(), number);
        String lookupId = knownReference.or(() -> transactionId).orElse(ours);
        return StatusLookup.orUnavailable(() -> {
            Answer answer = client.debit(lookupId);
            if (answer.status() == 404 || knownReference.isEmpty() && Set.of(400, 422).contains(answer.status())) {
                return notFound(knownReference, "FLUID does not know this debit");
            }
            if (answer.status() == 429) {
                return busy(client.retryDelay());
            }
            if (!answer.isSuccess()) {
                return StatusLookup.unusable(answer);
            }
            FluidTransaction transaction = transaction(answer).orElse(FluidTransaction.read(Json.object()));
            return isAbout(transaction, ours, knownReference)
                    ? knownStatus(transaction, payment, number, knownReference)
                    : notFound(knownReference, "FLUID returned another debit");
        });
    }

    private static ProviderStatus notFound(Optional<String> knownReference, String reason) {
        return knownReference.isPresent() ? new NotFound(reason) : new NotPossible();
    }

    /** Compares our reference if the answer has it; otherwise the requested id, which counts only if FLUID issued it. */
    private static boolean isAbout(FluidTransaction transaction, String ours, Optional<String> knownReference) {
        return transaction.partnerReference().map(ours::equals)
                .orElseGet(() -> knownReference.filter(id -> !transaction.hasReference() || transaction.hasId(id)).isPresent());
    }

    private ProviderStatus knownStatus(FluidTransaction transaction, Payment payment, int number, Optional<String> knownReference) {
        Optional<PaymentStatus> status = transaction.status().flatMap(FluidStatus::named);
        if (status.isEmpty()) {
            return new Unreadable("answered without a readable status");
        }
        Map<String, String> detail = new HashMap<>();
        transaction.status().ifPresent(text -> detail.put("fluidStatus", text));
        return new Known(status.get(),
                Optional.of(status.get()).filter(PaymentStatus::isPaid).flatMap(paid -> paid(transaction, payment)),
                knownReference.or(transaction::reference),
                status.filter(failed -> failed == PaymentStatus.FAILED).map(failed -> transaction.failure()), detail, number);
    }

    /**
     * The amount paid. The documented answer has no amount; then it is the requested one, because FLUID debits it in full
     * or not at all. Empty if the answer has an unreadable amount.
     */
    private Optional<Money> paid(FluidTransaction transaction, Payment payment) {
        return transaction.amount().isMissing()
                ? Optional.of(payment.terms().amount())
                : config.dialect().amount(transaction.amount(), transaction.currency().orElse(CURRENCY));
    }

    private static Optional<FluidTransaction> transaction(Answer answer) {
        return Optional.of(answer).filter(Answer::isSuccess).flatMap(success -> Json.readObject(success.body()))
                .map(FluidTransaction::read);
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(3);
    }

    /** At most ten calls, three seconds apart, as the integration guide advises. */
    @Override
    public Polling followUp() {
        return new Polling(pollInterval(), 10);
    }

    @Override
    public List<Bank> banks() {
        JsonValue banks = answered(client.banks()).path("data");
        if (!banks.isArray()) {
            throw new ProviderUnreachable("answered without a list of banks");
        }
        return StreamSupport.stream(banks.spliterator(), false)
                .flatMap(bank -> Json.text(bank, "identifier").map(identifier -> new Bank(identifier,
                        Json.text(bank, "name").orElse(identifier), Json.text(bank, "country_code").orElse(""))).stream())
                .toList();
    }

    @Override
    public List<Money> balances() {
        return FluidBalance.read(answered(client.balance()), config.dialect());
    }

    private static JsonValue answered(Answer answer) {
        if (answer.refusesKey()) {
            throw notAllowed(FluidError.read(answer.body()));
        }
        if (!answer.isSuccess()) {
            throw new ProviderUnreachable("answered with HTTP status " + answer.status());
        }
        return Json.readObject(answer.body())
                .orElseThrow(() -> new ProviderUnreachable("answered with a body that is not a JSON object"));
    }

    private static ProviderNotConfigured notAllowed(FluidError error) {
        return new ProviderNotConfigured("FLUID rejects the API key"
                + (error.message().isEmpty() ? "" : " (" + error.message() + ")")
                + ": check 'apiKey' in FLUID's secret, and that the key belongs to paylinks.fluid.base-url.");
    }

    private static Unavailable busy(Optional<Duration> delay) {
        return new Unavailable("is busy" + delay.map(FluidProvider::retryHint).orElse(""),
                delay.map(FluidProvider::seconds).map(seconds -> Long.toString(seconds)));
    }

    private static String retryHint(Duration delay) {
        return " and asks to retry in " + seconds(delay) + " s";
    }

    private static long seconds(Duration delay) {
        return Math.max(1, (delay.toMillis() + 999) / 1000);
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return secrets.accepts(NAME, document -> document.secret("webhookSecret")
                .flatMap(secret -> call.header("x-fluid-signature")
                        .map(signature -> FluidSignature.matches(signature, call.body(), secret)))
                .orElse(false));
    }

    @Override
    public Evidence evidence() {
        return Evidence.PROOF;
    }

    @Override
    public Set<String> recordedHeaders() {
        return Set.of("x-fluid-event", "x-fluid-delivery-id", "x-fluid-timestamp");
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        return FluidWebhook.read(call.body(), config.dialect());
    }
}
