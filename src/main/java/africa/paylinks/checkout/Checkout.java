package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.merchant.Branding;
import africa.paylinks.merchant.Brandings;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Debits;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentStore.StatusCheckCaller;
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
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Serves the checkout page of a payment: how to pay, if the provider has no page of its own, and then the payment's
 * status. Everyone with the link can see it, so it has no personal data.
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
    private final Brandings brandings;
    private final Clock clock;
    private final CheckoutConfig config;

    public Checkout(PaymentStore payments, ReportedTransactions attempts, DebitAttempts debits, ProviderRegistry providers,
            StatusCheck statusCheck, BankLists bankLists, Brandings brandings, Clock clock, CheckoutConfig config) {
        this.payments = payments;
        this.attempts = attempts;
        this.debits = debits;
        this.providers = providers;
        this.statusCheck = statusCheck;
        this.bankLists = bankLists;
        this.brandings = brandings;
        this.clock = clock;
        this.config = config;
    }

    /** Answers {@code GET /pay/{id}}; never throws. */
    public ApiResponse page(ApiRequest request) {
        return asHtml(request, () -> find(request)
                .map(payment -> shown(afterReturn(payment, checkout(payment, request)), request))
                .orElseGet(() -> ErrorPage.notFound(CheckoutRequest.of(request))));
    }

    /** Answers {@code POST /pay/{id}}, which starts a debit; never throws. */
    public ApiResponse pay(ApiRequest request) {
        return asHtml(request, () -> FormOrigin.isOurs(request, config.publicUrl())
                ? find(request).map(payment -> submitDebit(payment, checkout(payment, request), request))
                        .orElseGet(() -> ErrorPage.notFound(CheckoutRequest.of(request)))
                : ErrorPage.foreignForm(CheckoutRequest.of(request)));
    }

    /**
     * Answers {@code GET /pay/{id}/status}, which the page polls.
     *
     * @throws StoreUnavailable if the store does not answer
     */
    public ApiResponse status(ApiRequest request) {
        Optional<Payment> payment = find(request);
        if (payment.isEmpty()) {
            return withHeaders(Problem.of(ProblemCode.NOT_FOUND, "This payment does not exist.").toResponse());
        }
        Checked checked = checked(payment.get(), resumed(payment.get(), checkout(payment.get(), request)), true);
        CheckoutState state = state(checked.payment, checked.checkout);
        return withHeaders(ApiResponse.json(200, Json.object().put("status", checked.payment.status().name())
                .put("state", state.wireName())
                .put("message", CheckoutPage.heading(checked.payment, checked.checkout, state))));
    }

    /**
     * Answers {@code GET /pay/{id}/qr.svg}: the page's address, for another device to open.
     *
     * @throws StoreUnavailable if the store does not answer
     */
    public ApiResponse qrCode(ApiRequest request) {
        return find(request).map(payment -> QrCode.svg(address(request).checkoutPage(payment.id())))
                .orElseGet(() -> withHeaders(Problem.of(ProblemCode.NOT_FOUND, "This payment does not exist.").toResponse()));
    }

    private CheckoutRequest checkout(Payment payment, ApiRequest request) {
        return CheckoutRequest.of(request, branding(payment).value(Branding.Field.LOCALE).flatMap(Language::named));
    }

    private Branding branding(Payment payment) {
        return brandings.of(payment.terms().merchant());
    }

    private static ApiResponse withHeaders(ApiResponse answer) {
        return answer.with("cache-control", "no-store").with("x-content-type-options", "nosniff");
    }

    private static ApiResponse asHtml(ApiRequest request, Supplier<ApiResponse> handler) {
        try {
            return handler.get();
        } catch (StoreUnavailable unavailable) {
            LOG.error("page-unavailable", unavailable);
            return ErrorPage.unavailable(CheckoutRequest.of(request), 503);
        } catch (RuntimeException unexpected) {
            LOG.error("page-failed", unexpected);
            return ErrorPage.unavailable(CheckoutRequest.of(request), 500);
        }
    }

    private Optional<Payment> find(ApiRequest request) {
        return request.paymentId().flatMap(payments::find);
    }

    /** A payment after a status check, and the request parameters that still apply. */
    private record Checked(Payment payment, CheckoutRequest checkout) {
    }

    private Checked afterReturn(Payment payment, CheckoutRequest checkout) {
        // Store the transaction before the status check: the check may fail, and the customer may not return.
        checkout.transactionId().filter(named -> isLookedUpByAttempt(payment) && mayHaveMovedMoney(payment, named, checkout)).ifPresent(named ->
                attempts.note(payment.terms().provider(), payment.id(), named, clock.instant()));
        CheckoutRequest resumed = resumed(payment, checkout);
        return checked(payment, resumed, resumed.check() || resumed.returned());
    }

    /** Whether the transaction may have moved money. Another transaction than the one that paid may be a second payment. */
    private static boolean mayHaveMovedMoney(Payment payment, String named, CheckoutRequest checkout) {
        return payment.status().isPaid()
                ? payment.paidBy().or(payment::providerReference).filter(named::equals).isEmpty()
                : CheckoutState.mayHavePaid(payment, checkout);
    }

    /** Restores a transaction that an earlier request reported. It may have paid, unless the provider does not know it, and paying again could pay twice. */
    private CheckoutRequest resumed(Payment payment, CheckoutRequest checkout) {
        if (checkout.transactionId().isPresent() || payment.status().isPaid() || !isLookedUpByAttempt(payment)) {
            return checkout;
        }
        return attempts.open(payment.id()).stream().filter(attempt -> !attempt.unknown()).findFirst()
                .map(attempt -> checkout.returnedFrom(attempt.transactionId())).orElse(checkout);
    }

    private boolean isLookedUpByAttempt(Payment payment) {
        return provider(payment).filter(provider -> provider instanceof StatusLookup of && of.needsTransactionId()).isPresent();
    }

    private Checked checked(Payment payment, CheckoutRequest checkout, boolean wanted) {
        if (!wanted || !needsCheck(payment, checkout)) {
            return new Checked(payment, checkout);
        }
        Finding finding = statusCheck.check(payment, checkout.transactionId(), StatusCheckCaller.PAGE);
        if (finding.kind() == Finding.Kind.DECIDED) {
            return new Checked(payments.find(payment.id()).orElse(payment), checkout.plain());
        }
        return new Checked(payment, isUnknownTransaction(payment, checkout, finding) ? checkout.plain() : checkout);
    }

    /** Whether the provider does not know the transaction in the URL; then the customer may pay. */
    private boolean isUnknownTransaction(Payment payment, CheckoutRequest checkout, Finding finding) {
        if (checkout.transactionId().isEmpty() || !isLookedUpByAttempt(payment)) {
            return false;
        }
        return finding.kind() == Finding.Kind.NOT_KNOWN || attempts.open(payment.id()).stream()
                .anyMatch(attempt -> attempt.unknown() && checkout.transactionId().get().equals(attempt.transactionId()));
    }

    /** Whether the payment may have changed at the provider; other checks would waste the provider's rate limit. */
    private boolean needsCheck(Payment payment, CheckoutRequest checkout) {
        return state(payment, checkout) == CheckoutState.WAITING || payment.status().isOpen() && isPaidElsewhere(payment);
    }

    private boolean isPaidElsewhere(Payment payment) {
        return payment.instructions()
                .filter(how -> how.ussdCode().isPresent() || how.bankAccount().isPresent()).isPresent()
                || payment.providerReference().isPresent() && debit(payment).isPresent();
    }

    private CheckoutState state(Payment payment, CheckoutRequest checkout) {
        return CheckoutState.of(payment, checkout, provider(payment), clock.instant());
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
        CheckoutState state = state(checked.payment, checked.checkout);
        PaymentOptions options = options(checked.payment, checked.checkout, state, request);
        return answer(state == CheckoutState.PAY && options.isNone() ? 503 : 200, checked.payment, checked.checkout, state, options);
    }

    private ApiResponse answer(int status, Payment payment, CheckoutRequest checkout, CheckoutState state, PaymentOptions options) {
        return CheckoutPage.answer(status, new CheckoutPage.Shown(payment, branding(payment), checkout, state, options, clock.instant()));
    }

    private PaymentOptions options(Payment payment, CheckoutRequest checkout, CheckoutState state, ApiRequest request) {
        boolean canRetry = state == CheckoutState.FAILED && clock.instant().isBefore(payment.terms().expiresAt());
        if (state == CheckoutState.WAITING && !checkout.returned() && CheckoutState.canCorrect(payment, provider(payment))) {
            return PaymentOptions.CORRECTION;
        }
        if (payment.instructions().isEmpty() || state != CheckoutState.PAY && !canRetry) {
            return PaymentOptions.NONE;
        }
        PaymentInstructions how = payment.instructions().get();
        try {
            return new PaymentOptions(providersPage(payment, how, request), how.ussdCode(), how.bankAccount().filter(account -> !canRetry),
                    canRetry ? Optional.empty() : debit(payment).map(provider -> form(payment, checkout, provider)));
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable unusable) {
            LOG.errorf("checkout-unavailable provider=%s: %s", payment.terms().provider(), unusable.getMessage());
            return PaymentOptions.NONE;
        }
    }

    private DebitForm form(Payment payment, CheckoutRequest checkout, CustomerDebit provider) {
        return debits.isExhausted(payment.id())
                ? DebitForm.closed(Messages.in(checkout.language()).of(MessageKey.DEBIT_EXHAUSTED))
                : DebitForm.empty(banks(provider));
    }

    private Optional<String> providersPage(Payment payment, PaymentInstructions how, ApiRequest request) {
        // Compares the path only: the public URL may have changed since the link was created.
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

    private ApiResponse submitDebit(Payment payment, CheckoutRequest checkout, ApiRequest request) {
        Optional<CustomerDebit> provider = debit(payment);
        if (provider.isEmpty() || state(payment, reduced(checkout)) != CheckoutState.PAY) {
            return seeOther(payment, checkout.plain());
        }
        try {
            DebitForm form = DebitForm.read(request.body(), checkout.isCorrecting() ? Customer.UNKNOWN : payment.terms().customer(),
                    banks(provider.get()), provider.get()::phone);
            return form.isComplete()
                    ? attemptDebit(payment, checkout, form, provider.get(), request)
                    : redisplayForm(payment, checkout, form);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable unusable) {
            LOG.errorf("checkout-unavailable provider=%s: %s", payment.terms().provider(), unusable.getMessage());
            return answer(503, payment, checkout.plain(), CheckoutState.PAY, PaymentOptions.NONE);
        }
    }

    private ApiResponse attemptDebit(Payment payment, CheckoutRequest checkout, DebitForm form, CustomerDebit provider, ApiRequest request) {
        String phone = form.phone().orElseThrow();
        Instant now = clock.instant();
        DebitAttempts.Claim claim = claim(payment, checkout, phone, now);
        if (claim instanceof DebitAttempts.Granted granted) {
            return afterDebit(payment, checkout, form, granted, outcome(payment, checkout, form, provider, granted, request));
        } else if (claim instanceof DebitAttempts.Unanswered) {
            return seeOther(payment, checkout.after(CheckoutRequest.Debit.UNKNOWN));
        }
        LOG.warnf("debit-limited payment=%s reason=%s", payment.id(), claim.getClass().getSimpleName());
        Messages messages = Messages.in(checkout.language());
        if (claim instanceof DebitAttempts.SameNumber) {
            return redisplayForm(payment, checkout, form.refused(messages.of(MessageKey.SAME_NUMBER)));
        } else if (claim instanceof DebitAttempts.TooEarly early) {
            return limited(payment, checkout, form, messages, MessageKey.DEBIT_AGAIN, Duration.between(now, early.until()));
        } else if (claim instanceof DebitAttempts.NumberLimited busy) {
            return limited(payment, checkout, form, messages, MessageKey.NUMBER_BUSY, Duration.between(now, busy.until()));
        }
        return redisplayForm(payment, checkout, DebitForm.closed(messages.of(MessageKey.DEBIT_EXHAUSTED)));
    }

    private ApiResponse limited(Payment payment, CheckoutRequest checkout, DebitForm form, Messages messages, MessageKey why, Duration wait) {
        return redisplayForm(payment, checkout, form.refused(messages.of(why, messages.duration(wait))))
                .with("retry-after", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
    }

    /** A debit whose number is corrected may still succeed, so it is followed to its end, as is the new one. */
    private DebitAttempts.Claim claim(Payment payment, CheckoutRequest checkout, String phone, Instant now) {
        if (!checkout.isCorrecting()) {
            return debits.claim(payment.id(), phone, now);
        }
        follow(payment, payment.debits().current());
        return debits.claimCorrection(payment, phone, now);
    }

    private LinkCreator.Outcome outcome(Payment payment, CheckoutRequest checkout, DebitForm form, CustomerDebit provider,
            DebitAttempts.Granted granted, ApiRequest request) {
        if (granted.debit() > 1) {
            // Before the provider is asked: its answer may be lost, and an earlier debit may pay.
            follow(payment, granted.debit());
        }
        try {
            return provider.startDebit(payment.terms(), granted.debit(), form.phone().orElseThrow(), form.bank(), address(request));
        } catch (ProviderNotConfigured | SecretsUnavailable notAsked) {
            revertCorrection(payment, checkout, form, granted);
            debits.withdraw(payment.id(), granted.attempt());
            throw notAsked;
        }
    }

    private void follow(Payment payment, int debit) {
        attempts.follow(payment.terms().provider(), payment.id(), Debits.reference(payment.id(), debit), clock.instant());
    }

    private void revertCorrection(Payment payment, CheckoutRequest checkout, DebitForm form, DebitAttempts.Granted granted) {
        if (checkout.isCorrecting()) {
            debits.revertCorrection(payment, granted.debit(), form.phone().orElseThrow());
        }
    }

    private void record(Payment payment, DebitAttempts.Granted granted, String reference) {
        if (granted.debit() > 1) {
            debits.corrected(payment, granted.debit(), reference);
        }
        payments.recordProviderReference(payment.id(), payment.terms().provider(), granted.debit(), reference);
    }

    private ApiResponse afterDebit(Payment payment, CheckoutRequest checkout, DebitForm form, DebitAttempts.Granted granted,
            LinkCreator.Outcome outcome) {
        int attempt = granted.attempt();
        if (outcome instanceof LinkCreator.Created created) {
            created.providerReference().ifPresent(reference -> record(payment, granted, reference));
            return seeOther(payment, checkout.after(CheckoutRequest.Debit.ASKED));
        } else if (outcome instanceof LinkCreator.Refused refused) {
            debits.refused(payment, attempt, refused.failure(), clock.instant());
            revertCorrection(payment, checkout, form, granted);
            return redisplayForm(payment, checkout, attempt < DebitAttempts.MAX_PER_PAYMENT
                    ? form.refused(reason(checkout, refused.failure(), attempt))
                    : DebitForm.closed(Messages.in(checkout.language()).of(MessageKey.DEBIT_EXHAUSTED)));
        }
        LOG.warnf("debit-unknown provider=%s payment=%s", payment.terms().provider(), payment.id());
        return seeOther(payment, checkout.after(CheckoutRequest.Debit.UNKNOWN));
    }

    /**
     * Why the provider refused, and when to try again. All faults of an account have the same message, because the number
     * may belong to somebody else.
     */
    private static String reason(CheckoutRequest checkout, Failure failure, int attempt) {
        Messages messages = Messages.in(checkout.language());
        String why = Optional.of(failure).filter(about -> NOT_ABOUT_AN_ACCOUNT.contains(about.code())).flatMap(messages::failure)
                .orElseGet(() -> messages.of(MessageKey.DEBIT_REFUSED));
        return why + " " + messages.of(MessageKey.DEBIT_AGAIN, messages.duration(DebitAttempts.PAUSES.get(attempt - 1)));
    }

    private ApiResponse redisplayForm(Payment payment, CheckoutRequest checkout, DebitForm form) {
        PaymentOptions options = new PaymentOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(form));
        return answer(422, payment, reduced(checkout), CheckoutState.PAY, options);
    }

    /** The request without what it came from, except the wish to correct the number. */
    private static CheckoutRequest reduced(CheckoutRequest checkout) {
        return checkout.isCorrecting() ? checkout.correcting() : checkout.plain();
    }

    /** Redirects to the page's own URL, so that a reload does not resend the form. */
    private static ApiResponse seeOther(Payment payment, CheckoutRequest checkout) {
        return withHeaders(new ApiResponse(303, Map.of("location", payment.id() + checkout.query()), ""));
    }
}
