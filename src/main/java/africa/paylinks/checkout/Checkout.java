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
import africa.paylinks.provider.DebitAttempts;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.ReportedTransactions;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.StatusCheck.Finding;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WidgetCheckout;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The page behind the link of every payment: shows how to pay where the provider has no page of its own, and what became
 * of the payment afterwards. Whoever has the link may see it, so it tells nothing of who pays.
 */
@Singleton
public final class Checkout {

    private static final Logger LOG = Logger.getLogger(Checkout.class);
    private static final Set<String> NOT_ABOUT_AN_ACCOUNT = Set.of("network-error", "provider-error");

    private final PaymentStore payments;
    private final ReportedTransactions attempts;
    private final DebitAttempts debits;
    private final ProviderRegistry providers;
    private final StatusCheck statusCheck;
    private final BankLists bankLists;
    private final Clock clock;
    private final CheckoutConfig config;

    public Checkout(PaymentStore payments, ReportedTransactions attempts, DebitAttempts debits, ProviderRegistry providers,
            StatusCheck statusCheck, BankLists bankLists, Clock clock, CheckoutConfig config) {
        this.payments = payments;
        this.attempts = attempts;
        this.debits = debits;
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
        Checked checked = checked(payment.get(), resumed(payment.get(), CheckoutRequest.of(request)), true);
        CheckoutState stage = stage(checked.payment, checked.visit);
        return headed(ApiResponse.json(200, Json.object().put("status", checked.payment.status().name())
                .put("state", stage.wireName())
                .put("message", CheckoutPage.heading(checked.payment, checked.visit, stage))));
    }

    private static ApiResponse headed(ApiResponse answer) {
        return answer.with("cache-control", "no-store").with("x-content-type-options", "nosniff");
    }

    private ApiResponse inHtml(ApiRequest request, Function<CheckoutRequest, ApiResponse> handler) {
        CheckoutRequest visit = CheckoutRequest.of(request);
        try {
            return handler.apply(visit);
        } catch (StoreUnavailable unavailable) {
            LOG.error("page-unavailable", unavailable);
            return ErrorPage.unavailable(visit, 503);
        } catch (RuntimeException unexpected) {
            LOG.error("page-failed", unexpected);
            return ErrorPage.unavailable(visit, 500);
        }
    }

    private Optional<Payment> find(ApiRequest request) {
        return request.paymentId().flatMap(payments::find);
    }

    /** A payment after its provider was asked about it, and what of the visit still matters then. */
    private record Checked(Payment payment, CheckoutRequest visit) {
    }

    private Checked visited(Payment payment, CheckoutRequest visit) {
        // Before anybody is asked, because the answer may not come, and the customer not come back.
        visit.transactionId().filter(named -> isFoundByAttempt(payment) && mayBeMoney(payment, named, visit)).ifPresent(named ->
                attempts.note(payment.terms().provider(), payment.id(), named, clock.instant()));
        CheckoutRequest resumed = resumed(payment, visit);
        return checked(payment, resumed, resumed.check() || resumed.returned());
    }

    /** A customer who comes back to a paid payment from another transaction may have paid twice, which somebody must learn. */
    private static boolean mayBeMoney(Payment payment, String named, CheckoutRequest visit) {
        return payment.status().isPaid()
                ? payment.paidBy().or(payment::providerReference).filter(named::equals).isEmpty()
                : CheckoutState.mayHavePaid(payment, visit);
    }

    /** Whoever named an attempt on an earlier visit may have paid by it, unless its provider does not know it: paying again could pay twice. */
    private CheckoutRequest resumed(Payment payment, CheckoutRequest visit) {
        if (visit.transactionId().isPresent() || payment.status().isPaid() || !isFoundByAttempt(payment)) {
            return visit;
        }
        return attempts.open(payment.id()).stream().filter(attempt -> !attempt.unknown()).findFirst()
                .map(attempt -> visit.returnedFrom(attempt.transactionId())).orElse(visit);
    }

    private boolean isFoundByAttempt(Payment payment) {
        return provider(payment).filter(provider -> provider instanceof StatusLookup of && of.asksByAttempt()).isPresent();
    }

    private Checked checked(Payment payment, CheckoutRequest visit, boolean wanted) {
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
    private boolean isKnownToBeNone(Payment payment, CheckoutRequest visit, Finding finding) {
        if (visit.transactionId().isEmpty() || !isFoundByAttempt(payment)) {
            return false;
        }
        return finding.kind() == Finding.Kind.NOT_KNOWN || attempts.open(payment.id()).stream()
                .anyMatch(attempt -> attempt.unknown() && visit.transactionId().get().equals(attempt.transactionId()));
    }

    /** Where nothing has begun there is nothing to ask, and a provider answers only so many questions. */
    private boolean isWorthAsking(Payment payment, CheckoutRequest visit) {
        return stage(payment, visit) == CheckoutState.WAITING || payment.status().isOpen() && isPaidElsewhere(payment);
    }

    private boolean isPaidElsewhere(Payment payment) {
        return payment.instructions()
                .filter(how -> how.ussdCode().isPresent() || how.bankAccount().isPresent()).isPresent()
                || payment.providerReference().isPresent() && debit(payment).isPresent();
    }

    private CheckoutState stage(Payment payment, CheckoutRequest visit) {
        return CheckoutState.of(payment, visit, provider(payment), clock.instant());
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
        CheckoutState stage = stage(checked.payment, checked.visit);
        PaymentOptions offer = offer(checked.payment, stage, request);
        return CheckoutPage.answer(stage == CheckoutState.PAY && offer.isNone() ? 503 : 200,
                new CheckoutPage.Shown(checked.payment, checked.visit, stage, offer, clock.instant()));
    }

    private PaymentOptions offer(Payment payment, CheckoutState stage, ApiRequest request) {
        boolean again = stage == CheckoutState.FAILED && clock.instant().isBefore(payment.terms().expiresAt());
        if (payment.instructions().isEmpty() || stage != CheckoutState.PAY && !again) {
            return PaymentOptions.NONE;
        }
        PaymentInstructions how = payment.instructions().get();
        try {
            return new PaymentOptions(providersPage(payment, how, request), how.ussdCode(), how.bankAccount().filter(account -> !again),
                    again ? Optional.empty() : debit(payment).map(provider -> form(payment, provider, request)));
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable unusable) {
            LOG.errorf("checkout-unavailable provider=%s: %s", payment.terms().provider(), unusable.getMessage());
            return PaymentOptions.NONE;
        }
    }

    private DebitForm form(Payment payment, CustomerDebit provider, ApiRequest request) {
        return debits.isExhausted(payment.id())
                ? DebitForm.closed(Messages.in(CheckoutRequest.of(request).language()).of(MessageKey.DEBIT_EXHAUSTED))
                : DebitForm.empty(banks(provider));
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

    private ApiResponse debited(Payment payment, CheckoutRequest visit, ApiRequest request) {
        Optional<CustomerDebit> provider = debit(payment);
        if (provider.isEmpty() || stage(payment, visit.plain()) != CheckoutState.PAY) {
            return seeOther(payment, visit.plain());
        }
        try {
            DebitForm form = DebitForm.read(request.body(), payment.terms().customer(), banks(provider.get()),
                    provider.get()::phone);
            return form.isComplete()
                    ? attempted(payment, visit, form, provider.get(), request)
                    : redisplayForm(payment, visit, form);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable unusable) {
            LOG.errorf("checkout-unavailable provider=%s: %s", payment.terms().provider(), unusable.getMessage());
            return CheckoutPage.answer(503,
                    new CheckoutPage.Shown(payment, visit.plain(), CheckoutState.PAY, PaymentOptions.NONE, clock.instant()));
        }
    }

    private ApiResponse attempted(Payment payment, CheckoutRequest visit, DebitForm form, CustomerDebit provider, ApiRequest request) {
        String phone = form.phone().orElseThrow();
        Instant now = clock.instant();
        DebitAttempts.Claim claim = debits.claim(payment.id(), phone, now);
        if (claim instanceof DebitAttempts.Granted granted) {
            return started(payment, visit, form, granted.attempt(), outcome(payment, form, provider, granted.attempt(), request));
        } else if (claim instanceof DebitAttempts.Unanswered) {
            return seeOther(payment, visit.after(CheckoutRequest.Debit.UNKNOWN));
        }
        LOG.warnf("debit-limited payment=%s reason=%s", payment.id(), claim.getClass().getSimpleName());
        Messages texts = Messages.in(visit.language());
        if (claim instanceof DebitAttempts.TooEarly early) {
            return limited(payment, visit, form, texts, MessageKey.DEBIT_AGAIN, Duration.between(now, early.until()));
        } else if (claim instanceof DebitAttempts.NumberBusy busy) {
            return limited(payment, visit, form, texts, MessageKey.NUMBER_BUSY, Duration.between(now, busy.until()));
        }
        return redisplayForm(payment, visit, DebitForm.closed(texts.of(MessageKey.DEBIT_EXHAUSTED)));
    }

    private ApiResponse limited(Payment payment, CheckoutRequest visit, DebitForm form, Messages texts, MessageKey why, Duration wait) {
        return redisplayForm(payment, visit, form.refused(texts.of(why, texts.duration(wait))))
                .with("retry-after", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
    }

    private LinkCreator.Outcome outcome(Payment payment, DebitForm form, CustomerDebit provider, int attempt, ApiRequest request) {
        try {
            return provider.startDebit(payment.terms(), form.phone().orElseThrow(), form.bank(), address(request));
        } catch (ProviderNotConfigured | SecretsUnavailable notAsked) {
            debits.withdraw(payment.id(), attempt);
            throw notAsked;
        }
    }

    private ApiResponse started(Payment payment, CheckoutRequest visit, DebitForm form, int attempt, LinkCreator.Outcome outcome) {
        if (outcome instanceof LinkCreator.Created created) {
            created.providerReference().ifPresent(reference ->
                    payments.noteProviderReference(payment.id(), payment.terms().provider(), reference));
            return seeOther(payment, visit.after(CheckoutRequest.Debit.ASKED));
        } else if (outcome instanceof LinkCreator.Refused refused) {
            debits.refused(payment, attempt, refused.failure(), clock.instant());
            return redisplayForm(payment, visit, attempt < DebitAttempts.MOST_PER_PAYMENT
                    ? form.refused(reason(visit, refused.failure(), attempt))
                    : DebitForm.closed(Messages.in(visit.language()).of(MessageKey.DEBIT_EXHAUSTED)));
        }
        LOG.warnf("debit-unknown provider=%s payment=%s", payment.terms().provider(), payment.id());
        return seeOther(payment, visit.after(CheckoutRequest.Debit.UNKNOWN));
    }

    /**
     * Why the provider refused, and when to try again. Whatever is wrong with an account is said in the same words, because
     * the number may be that of somebody who is not here.
     */
    private static String reason(CheckoutRequest visit, Failure failure, int attempt) {
        Messages texts = Messages.in(visit.language());
        String why = Optional.of(failure).filter(about -> NOT_ABOUT_AN_ACCOUNT.contains(about.code())).flatMap(texts::failure)
                .orElseGet(() -> texts.of(MessageKey.DEBIT_REFUSED));
        return why + " " + texts.of(MessageKey.DEBIT_AGAIN, texts.duration(DebitAttempts.PAUSES.get(attempt - 1)));
    }

    private ApiResponse redisplayForm(Payment payment, CheckoutRequest visit, DebitForm form) {
        PaymentOptions offer = new PaymentOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(form));
        return CheckoutPage.answer(422,
                new CheckoutPage.Shown(payment, visit.plain(), CheckoutState.PAY, offer, clock.instant()));
    }

    /** The page's own address, so that reloading it sends no form again. */
    private static ApiResponse seeOther(Payment payment, CheckoutRequest visit) {
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
