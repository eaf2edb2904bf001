package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentStore.Asker;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.BankDirectory.Bank;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.NamedAttempts;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.StatusCheck.Finding;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WidgetCheckout;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The page behind the link of every payment: shows how to pay where the provider has no page of its own, and what became
 * of the payment afterwards. Whoever has the link may see it, so it tells nothing of who pays.
 */
@Singleton
public final class Checkout {

    private static final Logger LOG = Logger.getLogger(Checkout.class);
    private static final Pattern PAYMENT_ID = Pattern.compile("[A-Za-z0-9_]{1,50}");

    private final PaymentStore payments;
    private final NamedAttempts attempts;
    private final ProviderRegistry providers;
    private final StatusCheck statusCheck;
    private final BankLists bankLists;
    private final Clock clock;
    private final CheckoutConfig config;

    public Checkout(PaymentStore payments, NamedAttempts attempts, ProviderRegistry providers, StatusCheck statusCheck,
            BankLists bankLists, Clock clock, CheckoutConfig config) {
        this.payments = payments;
        this.attempts = attempts;
        this.providers = providers;
        this.statusCheck = statusCheck;
        this.bankLists = bankLists;
        this.clock = clock;
        this.config = config;
    }

    /** Answers {@code GET /pay/{id}}; never throws. */
    public ApiResponse page(ApiRequest request) {
        return inHtml(request, visit -> find(request)
                .map(payment -> shown(visited(payment, visit), request))
                .orElseGet(() -> ErrorPage.notFound(visit)));
    }

    /** Answers {@code POST /pay/{id}}, by which a customer asks for a debit; never throws. */
    public ApiResponse pay(ApiRequest request) {
        return inHtml(request, visit -> isFromOurPage(request)
                ? find(request).map(payment -> debited(payment, visit, request)).orElseGet(() -> ErrorPage.notFound(visit))
                : ErrorPage.foreignForm(visit));
    }

    /**
     * Answers {@code GET /pay/{id}/status}, with which the page follows the payment.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    public ApiResponse status(ApiRequest request) {
        Optional<Payment> payment = find(request);
        if (payment.isEmpty()) {
            return headed(Problem.of(ProblemCode.NOT_FOUND, "There is no such payment.").toResponse());
        }
        Checked checked = checked(payment.get(), resumed(payment.get(), Visit.of(request)), true);
        Stage stage = stage(checked.payment, checked.visit);
        return headed(ApiResponse.json(200, Json.object().put("status", checked.payment.status().name())
                .put("state", stage.wireName())
                .put("message", CheckoutPage.heading(checked.payment, checked.visit, stage))));
    }

    private static ApiResponse headed(ApiResponse answer) {
        return answer.with("cache-control", "no-store").with("x-content-type-options", "nosniff");
    }

    private ApiResponse inHtml(ApiRequest request, Function<Visit, ApiResponse> handler) {
        Visit visit = Visit.of(request);
        try {
            return handler.apply(visit);
        } catch (StoreUnavailable unavailable) {
            LOG.error("A payment page cannot be shown now", unavailable);
            return ErrorPage.unavailable(visit, 503);
        } catch (RuntimeException unexpected) {
            LOG.error("A payment page failed", unexpected);
            return ErrorPage.unavailable(visit, 500);
        }
    }

    private Optional<Payment> find(ApiRequest request) {
        return Optional.ofNullable(request.parameters().get("id")).filter(id -> PAYMENT_ID.matcher(id).matches())
                .flatMap(payments::find);
    }

    /** A payment after its provider was asked about it, and what of the visit still matters then. */
    private record Checked(Payment payment, Visit visit) {
    }

    private Checked visited(Payment payment, Visit visit) {
        // Before anybody is asked, because the answer may not come, and the customer not come back.
        visit.transactionId().filter(named -> isFoundByAttempt(payment) && mayBeMoney(payment, named, visit)).ifPresent(named ->
                attempts.note(payment.terms().provider(), payment.id(), named, clock.instant()));
        Visit resumed = resumed(payment, visit);
        return checked(payment, resumed, resumed.check() || resumed.returned());
    }

    /** A customer who comes back to a paid payment from another transaction may have paid twice, which somebody must learn. */
    private static boolean mayBeMoney(Payment payment, String named, Visit visit) {
        return payment.status().isPaid()
                ? payment.paidBy().or(payment::providerReference).filter(named::equals).isEmpty()
                : Stage.mayHavePaid(payment, visit);
    }

    /** Whoever named an attempt on an earlier visit may have paid by it, unless its provider does not know it: paying again could pay twice. */
    private Visit resumed(Payment payment, Visit visit) {
        if (visit.transactionId().isPresent() || payment.status().isPaid() || !isFoundByAttempt(payment)) {
            return visit;
        }
        return attempts.open(payment.id()).stream().filter(attempt -> !attempt.unknown()).findFirst()
                .map(attempt -> visit.returnedFrom(attempt.transactionId())).orElse(visit);
    }

    private boolean isFoundByAttempt(Payment payment) {
        return provider(payment).filter(provider -> provider instanceof StatusLookup of && of.asksByAttempt()).isPresent();
    }

    private Checked checked(Payment payment, Visit visit, boolean wanted) {
        if (!wanted || !isWorthAsking(payment, visit)) {
            return new Checked(payment, visit);
        }
        Finding finding = statusCheck.ask(payment, visit.transactionId(), Asker.PAGE);
        if (finding.kind() == Finding.Kind.DECIDED) {
            return new Checked(payments.find(payment.id()).orElse(payment), visit.plain());
        }
        return new Checked(payment, isKnownToBeNone(payment, visit, finding) ? visit.plain() : visit);
    }

    /** Whether the attempt that the address names is one that the provider does not know: it keeps nobody from paying. */
    private boolean isKnownToBeNone(Payment payment, Visit visit, Finding finding) {
        if (visit.transactionId().isEmpty() || !isFoundByAttempt(payment)) {
            return false;
        }
        return finding.kind() == Finding.Kind.NOT_KNOWN || attempts.open(payment.id()).stream()
                .anyMatch(attempt -> attempt.unknown() && visit.transactionId().get().equals(attempt.transactionId()));
    }

    /** Where nothing has begun there is nothing to ask, and a provider answers only so many questions. */
    private boolean isWorthAsking(Payment payment, Visit visit) {
        return stage(payment, visit) == Stage.WAITING || payment.status().isOpen() && isPaidElsewhere(payment);
    }

    private boolean isPaidElsewhere(Payment payment) {
        return payment.instructions()
                .filter(how -> how.ussdCode().isPresent() || how.bankAccount().isPresent()).isPresent()
                || payment.providerReference().isPresent() && debit(payment).isPresent();
    }

    private Stage stage(Payment payment, Visit visit) {
        return Stage.of(payment, visit, provider(payment), clock.instant());
    }

    private Optional<Provider> provider(Payment payment) {
        return providers.named(payment.terms().provider());
    }

    private Optional<CustomerDebit> debit(Payment payment) {
        return provider(payment).filter(CustomerDebit.class::isInstance).map(CustomerDebit.class::cast);
    }

    private PublicAddress address(ApiRequest request) {
        return PublicAddress.of(config.publicUrl(), request.host());
    }

    private ApiResponse shown(Checked checked, ApiRequest request) {
        Stage stage = stage(checked.payment, checked.visit);
        Offer offer = offer(checked.payment, stage, request);
        return CheckoutPage.answer(stage == Stage.PAY && offer.isNone() ? 503 : 200,
                new CheckoutPage.Shown(checked.payment, checked.visit, stage, offer, clock.instant()));
    }

    private Offer offer(Payment payment, Stage stage, ApiRequest request) {
        boolean again = stage == Stage.FAILED && clock.instant().isBefore(payment.terms().expiresAt());
        if (payment.instructions().isEmpty() || stage != Stage.PAY && !again) {
            return Offer.NONE;
        }
        PaymentInstructions how = payment.instructions().get();
        try {
            return new Offer(providersPage(payment, how, request), how.ussdCode(), how.bankAccount().filter(account -> !again),
                    again ? Optional.empty() : debit(payment).map(provider -> DebitForm.empty(banks(provider))));
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable unusable) {
            LOG.errorf("checkout-unavailable provider=%s: %s", payment.terms().provider(), unusable.getMessage());
            return Offer.NONE;
        }
    }

    private Optional<String> providersPage(Payment payment, PaymentInstructions how, ApiRequest request) {
        // By its end, because the public address may have changed since the link was made.
        if (!how.link().endsWith("/pay/" + payment.id())) {
            return Optional.of(how.link()).filter(Html::isWebAddress);
        }
        return provider(payment).filter(WidgetCheckout.class::isInstance)
                .map(widget -> ((WidgetCheckout) widget).widget(payment, address(request)).toString())
                .filter(Html::isWebAddress);
    }

    private List<Bank> banks(CustomerDebit provider) {
        return provider.needsBank() && provider instanceof BankDirectory directory ? bankLists.of(directory) : List.of();
    }

    private ApiResponse debited(Payment payment, Visit visit, ApiRequest request) {
        Optional<CustomerDebit> provider = debit(payment);
        if (provider.isEmpty() || stage(payment, visit.plain()) != Stage.PAY) {
            return seeOther(payment, visit.plain());
        }
        try {
            DebitForm form = DebitForm.read(request.body(), payment.terms().customer(), banks(provider.get()));
            return form.isComplete()
                    ? started(payment, visit, form, provider.get().startDebit(payment.terms(), form.phone().orElseThrow(),
                            form.bank(), address(request)))
                    : formAgain(payment, visit, form);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable unusable) {
            LOG.errorf("checkout-unavailable provider=%s: %s", payment.terms().provider(), unusable.getMessage());
            return CheckoutPage.answer(503,
                    new CheckoutPage.Shown(payment, visit.plain(), Stage.PAY, Offer.NONE, clock.instant()));
        }
    }

    private ApiResponse started(Payment payment, Visit visit, DebitForm form, LinkCreator.Outcome outcome) {
        if (outcome instanceof LinkCreator.Created created) {
            created.providerReference().ifPresent(reference ->
                    payments.noteProviderReference(payment.id(), payment.terms().provider(), reference));
            return seeOther(payment, visit.after(Visit.Debit.ASKED));
        } else if (outcome instanceof LinkCreator.Refused refused) {
            return formAgain(payment, visit, form.refused(reason(visit, refused.failure())));
        }
        LOG.warnf("debit-unknown provider=%s payment=%s", payment.terms().provider(), payment.id());
        return seeOther(payment, visit.after(Visit.Debit.UNKNOWN));
    }

    /** A provider's sentence is more to the point than ours, but it is in English. */
    private static String reason(Visit visit, Failure failure) {
        return visit.language() == Language.ENGLISH
                ? failure.message()
                : CheckoutPage.failure(Texts.in(visit.language()), failure);
    }

    private ApiResponse formAgain(Payment payment, Visit visit, DebitForm form) {
        Offer offer = new Offer(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(form));
        return CheckoutPage.answer(422,
                new CheckoutPage.Shown(payment, visit.plain(), Stage.PAY, offer, clock.instant()));
    }

    /** The page's own address, so that reloading it sends no form again. */
    private static ApiResponse seeOther(Payment payment, Visit visit) {
        return headed(new ApiResponse(303, Map.of("location", payment.id() + visit.query()), ""));
    }

    /** Browsers say where a form was sent from; whoever does not say is no browser, and carries nobody's authority. */
    private boolean isFromOurPage(ApiRequest request) {
        boolean ourSite = request.header("sec-fetch-site").filter(site -> !site.equals("same-origin")).isEmpty();
        boolean ourOrigin = request.header("origin").filter(origin -> !isOurs(origin, request)).isEmpty();
        return ourSite && ourOrigin;
    }

    private boolean isOurs(String origin, ApiRequest request) {
        String authority = origin.replaceFirst("^https?://", "");
        return authority.equalsIgnoreCase(request.host())
                || config.publicUrl().filter(url -> authority.equalsIgnoreCase(url.getAuthority())).isPresent();
    }
}
