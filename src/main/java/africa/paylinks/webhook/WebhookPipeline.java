package africa.paylinks.webhook;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.logging.Correlation;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Attempts;
import africa.paylinks.provider.CallLimit;
import africa.paylinks.provider.PaymentResolver;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.RefundDiscovery;
import africa.paylinks.provider.RefundWebhookHandler;
import africa.paylinks.provider.RefundWebhookSource;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.secrets.SecretsUnavailable;
import africa.paylinks.webhook.WebhookInbox.Received;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Processes every webhook: authenticate, parse, store, confirm if it is only a hint, apply, acknowledge. A stored webhook is
 * acknowledged whatever its result; one that cannot be stored is not, so that the provider sends it again. A hint is
 * confirmed before the acknowledgement only if that is fast; otherwise the reconciler confirms it.
 */
@Singleton
public final class WebhookPipeline {

    private static final Logger LOG = Logger.getLogger(WebhookPipeline.class);
    /** An acknowledgement that all providers accept. */
    static final ApiResponse RECEIVED = ApiResponse.json(200, Json.object().put("received", true));
    private static final Set<String> ALWAYS_RECORDED = Set.of("content-type", "user-agent");

    private final WebhookInbox inbox;
    private final PaymentStore payments;
    private final RefundWebhookHandler refunds;
    private final Secrets secrets;
    private final ProviderHttp http;
    private final Clock clock;
    private final WebhookConfig config;
    private final Metrics metrics;

    public WebhookPipeline(WebhookInbox inbox, PaymentStore payments, RefundWebhookHandler refunds, Secrets secrets,
            ProviderHttp http, Clock clock, WebhookConfig config, Metrics metrics) {
        this.inbox = inbox;
        this.payments = payments;
        this.refunds = refunds;
        this.secrets = secrets;
        this.http = http;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * Loads the source's secrets and, for hints, prepares the HTTP client.
     *
     * @throws africa.paylinks.secrets.SecretsUnavailable when the secrets cannot be read
     */
    public void prepare(WebhookSource source) {
        if (source.evidence() == WebhookSource.Evidence.HINT) {
            http.warmUp();
        }
        secrets.current(source.name());
    }

    /** Processes a webhook call. */
    public ApiResponse receive(WebhookSource source, ApiRequest request) {
        return receive(source, new WebhookCall(request.headers(), request.query(), request.body()));
    }

    /** Processes a webhook call that may have been buffered. */
    ApiResponse receive(WebhookSource source, WebhookCall call) {
        long begin = System.nanoTime();
        if (!source.isAuthentic(call)) {
            metrics.line("webhook-refused", source.name()).count(Metric.WEBHOOK_REFUSED).property("reason", "not-authentic").write();
            return refusal(source);
        }
        ProviderEvent event;
        try {
            event = source.read(call);
        } catch (UnreadableWebhook unreadable) {
            metrics.line("webhook-refused", source.name()).count(Metric.WEBHOOK_REFUSED).property("reason", "unreadable").write();
            LOG.warnf("webhook-unreadable provider=%s: %s", source.name(), unreadable.getMessage());
            return Problem.of(ProblemCode.MALFORMED_BODY, unreadable.getMessage()).toResponse();
        }
        return Correlation.forPayment(PaymentIds.isPossible(event.reference()) ? event.reference() : "", () -> {
            InboxState state = receive(source, call, event);
            record(source, call, event, state, begin);
            return RECEIVED;
        });
    }

    private InboxState receive(WebhookSource source, WebhookCall call, ProviderEvent event) {
        StoredWebhook webhook = new StoredWebhook(source.name(), event.key(), event.reference(), call.body(),
                recorded(source, call), call.receivedAt().orElseGet(clock::instant));
        InboxState state = isHint(source, call, event)
                ? processHint(source, call, webhook, event)
                : process(source, call, webhook, event, Cause.WEBHOOK, webhook.receivedAt()).state();
        if (state == InboxState.PARKED) {
            LOG.warnf("webhook-parked provider=%s", source.name());
        }
        return state;
    }

    /** A buffered call was counted on arrival. */
    private void record(WebhookSource source, WebhookCall call, ProviderEvent event, InboxState state, long begin) {
        Metrics.Line line = metrics.line("webhook-received", source.name()).property("eventType", type(source, call, event))
                .property("state", state.name());
        if (call.receivedAt().isEmpty()) {
            line.count(Metric.WEBHOOK_RECEIVED).time(Metric.WEBHOOK_TIME, Duration.ofNanos(System.nanoTime() - begin));
        }
        if (state == InboxState.PARKED) {
            line.count(Metric.WEBHOOK_PARKED);
        }
        line.write();
    }

    private static String type(WebhookSource source, WebhookCall call, ProviderEvent event) {
        return refund(source, call).isPresent() || refundedTransaction(source, call).isPresent() ? "refund" : type(event);
    }

    private static String type(ProviderEvent event) {
        return event.status().map(status -> "payment." + status.name().toLowerCase(Locale.ROOT)).orElse("other");
    }

    /** A stored hint is not lost, so later failures do not concern the provider. */
    private InboxState processHint(WebhookSource source, WebhookCall call, StoredWebhook webhook, ProviderEvent event) {
        Received stored = inbox.receive(webhook);
        if (!stored.state().isWaiting() || config.confirmationTime().isZero()) {
            return stored.state();
        }
        try {
            return CallLimit.within(config.confirmationTime(), () -> logged(source, event,
                    confirm(source, call, stored.webhook(), event, Cause.WEBHOOK, webhook.receivedAt()))).state();
        } catch (RuntimeException later) {
            LOG.warnf(later, "webhook-unconfirmed provider=%s payment=%s", source.name(), webhook.reference());
            return stored.state();
        }
    }

    private boolean isHint(WebhookSource source, WebhookCall call, ProviderEvent event) {
        return refund(source, call).isEmpty() && (refundedTransaction(source, call).isPresent()
                || event.status().isPresent() && source.evidence() == WebhookSource.Evidence.HINT);
    }

    private static Optional<String> refundedTransaction(WebhookSource source, WebhookCall call) {
        return source instanceof RefundWebhookSource of ? of.refundedTransaction(call) : Optional.empty();
    }

    private static Optional<RefundNotice> refund(WebhookSource source, WebhookCall call) {
        return source instanceof RefundWebhookSource of ? of.refund(call) : Optional.empty();
    }

    /** Whether a stored webhook reports a refund that somebody may have made at the provider, which has to be asked about it. */
    public boolean reportsRefundElsewhere(WebhookSource source, StoredWebhook webhook) {
        return refundedTransaction(source, call(webhook)).isPresent();
    }

    private static WebhookCall call(StoredWebhook webhook) {
        return new WebhookCall(webhook.headers(), Map.of(), webhook.body());
    }

    /**
     * Processes a stored webhook again, without authenticating it again.
     *
     * @param cause {@link Cause#WEBHOOK} or {@link Cause#REPLAY}, for the payment's history
     * @throws UnreadableWebhook                        when it cannot be parsed any more
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public WebhookOutcome reprocess(WebhookSource source, StoredWebhook webhook, Cause cause) {
        WebhookCall call = call(webhook);
        return process(source, call, webhook, source.read(call), cause, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private WebhookOutcome process(WebhookSource source, WebhookCall call, StoredWebhook webhook, ProviderEvent event, Cause cause,
            Instant at) {
        return logged(source, event, settle(source, call, webhook, event, cause, at));
    }

    private WebhookOutcome logged(WebhookSource source, ProviderEvent event, WebhookOutcome outcome) {
        switch (outcome.state()) {
            case MISMATCH -> {
                LOG.warnf("webhook-mismatch provider=%s payment=%s", source.name(), event.reference());
                metrics.line("webhook-processed", source.name()).count(Metric.WEBHOOK_MISMATCH).property("eventType", type(event))
                        .property("payment", event.reference()).property("state", outcome.state().name()).write();
            }
            case PAID_AGAIN -> LOG.warnf("webhook-paid-again provider=%s payment=%s", source.name(), event.reference());
            default -> { }
        }
        return outcome;
    }

    private WebhookOutcome settle(WebhookSource source, WebhookCall call, StoredWebhook webhook, ProviderEvent event, Cause cause,
            Instant at) {
        Optional<RefundNotice> refund = refund(source, call);
        if (refund.isPresent()) {
            inbox.queued(webhook);
            refunds.handleRefund(refund.get());
            return WebhookOutcome.withoutCall(InboxState.QUEUED);
        }
        if (event.status().isEmpty() && refundedTransaction(source, call).isEmpty()) {
            inbox.ignore(webhook);
            return WebhookOutcome.withoutCall(InboxState.IGNORED);
        }
        if (source.evidence() == WebhookSource.Evidence.PROOF && refundedTransaction(source, call).isEmpty()) {
            return WebhookOutcome.withoutCall(inbox.apply(webhook, checked(source, event.of(event.reference(), source.name(), cause, at))));
        }
        Received stored = inbox.receive(webhook);
        return stored.state().isWaiting()
                ? confirm(source, call, stored.webhook(), event, cause, at) : WebhookOutcome.withoutCall(stored.state());
    }

    private WebhookOutcome confirm(WebhookSource source, WebhookCall call, StoredWebhook webhook, ProviderEvent event, Cause cause, Instant at) {
        return refundedTransaction(source, call).map(transaction -> findRefunds(source, webhook, transaction))
                .orElseGet(() -> confirm(source, webhook, event, cause, at));
    }

    /** A refund without our reference: its transaction tells the payment, and only what the provider lists of it is booked. */
    private WebhookOutcome findRefunds(WebhookSource source, StoredWebhook webhook, String transactionId) {
        PaymentResolver.Resolution resolution = source instanceof PaymentResolver resolver
                ? resolver.paymentOf(transactionId) : new PaymentResolver.BelongsToNone();
        if (resolution instanceof PaymentResolver.NotResolved unclear) {
            return unconfirmed(source, webhook, unclear.status());
        }
        Optional<Payment> payment = resolution instanceof PaymentResolver.Belongs belongs
                ? Optional.of(belongs.paymentId()).filter(PaymentIds::isPossible).flatMap(payments::find)
                        .filter(found -> found.terms().provider().equals(source.name()))
                : Optional.empty();
        if (payment.isEmpty()) {
            inbox.ignore(webhook);
            return WebhookOutcome.withoutCall(InboxState.IGNORED);
        }
        StoredWebhook ofPayment = webhook.of(payment.get().id());
        if (!payment.get().status().isPaid()) {
            return unconfirmed(source, ofPayment, new StatusLookup.NotFound("has refunded a payment that is not known to be paid"));
        }
        Optional<StatusLookup.ProviderStatus> unclear = refunds.bookFoundRefunds(payment.get());
        if (unclear.isPresent()) {
            return unconfirmed(source, ofPayment, unclear.get());
        }
        inbox.queued(ofPayment);
        return WebhookOutcome.withoutCall(InboxState.QUEUED);
    }

    /**
     * Settles a stored hint with the provider's answer. If it names no payment, the provider is first asked about its
     * transaction.
     */
    private WebhookOutcome confirm(WebhookSource source, StoredWebhook webhook, ProviderEvent event, Cause cause, Instant at) {
        if (event.unnamed().isEmpty()) {
            return confirm(source, webhook, event.of(event.reference(), source.name(), cause, at));
        }
        PaymentResolver.Resolution resolution = source instanceof PaymentResolver resolver
                ? resolver.paymentOf(event.unnamed().get()) : new PaymentResolver.BelongsToNone();
        if (resolution instanceof PaymentResolver.Belongs belongs) {
            return confirm(source, webhook.of(belongs.paymentId()), event.of(belongs.paymentId(), source.name(), cause, at));
        } else if (resolution instanceof PaymentResolver.BelongsToNone) {
            inbox.ignore(webhook);
            return WebhookOutcome.withoutCall(InboxState.IGNORED);
        } else if (resolution instanceof PaymentResolver.NotResolved unclear) {
            return unconfirmed(source, webhook, unclear.status());
        }
        inbox.park(webhook);
        return new WebhookOutcome(InboxState.PARKED, Optional.of(new StatusLookup.NotFound("does not know the transaction")));
    }

    private WebhookOutcome confirm(WebhookSource source, StoredWebhook webhook, StatusEvent hint) {
        Optional<Payment> payment = payments.find(hint.paymentId());
        if (payment.isEmpty()) {
            inbox.park(webhook);
            return WebhookOutcome.withoutCall(InboxState.PARKED);
        }
        if (!payment.get().terms().provider().equals(source.name())) {
            return WebhookOutcome.withoutCall(inbox.settle(webhook, hint));
        }
        StatusLookup.ProviderStatus status = lookUp(source, payment.get(), hint, hint.at().isAfter(webhook.receivedAt()));
        if (status instanceof StatusLookup.Known known && !known.status().isOpen()) {
            StatusEvent answer = known.toStatusEvent(payment.get(), hint.cause(), hint.at());
            Map<String, String> detail = new HashMap<>(hint.detail());
            detail.putAll(answer.detail());
            return new WebhookOutcome(inbox.settle(webhook, new StatusEvent(answer.paymentId(), answer.provider(), answer.status(), answer.cause(),
                    answer.at(), answer.paid(), answer.providerReference().or(hint::providerReference), answer.failure(), detail,
                    hint.aliases(), answer.withoutAmount(), answer.debit(), source instanceof RefundDiscovery, answer.providerFee())),
                    Optional.of(status));
        }
        if (status instanceof StatusLookup.NotPossible) {
            return WebhookOutcome.withoutCall(inbox.settle(webhook, checked(source, hint)));
        }
        return unconfirmed(source, webhook, status);
    }

    private static StatusEvent checked(WebhookSource source, StatusEvent event) {
        return source instanceof RefundDiscovery ? event.withRefundsElsewhere() : event;
    }

    private StatusLookup.ProviderStatus lookUp(WebhookSource source, Payment payment, StatusEvent hint, boolean retry) {
        if (!(source instanceof StatusLookup lookup)) {
            return new StatusLookup.Unavailable("has no status call");
        }
        Attempts.count(metrics, payment, "status", retry);
        try {
            return lookup.lookUp(payment, hint.providerReference());
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable noAnswer) {
            return new StatusLookup.Unavailable(String.valueOf(noAnswer.getMessage()));
        }
    }

    private WebhookOutcome unconfirmed(WebhookSource source, StoredWebhook webhook, StatusLookup.ProviderStatus status) {
        if (status instanceof StatusLookup.Unreadable unreadable) {
            LOG.errorf("webhook-confirmation-unreadable provider=%s payment=%s: %s", source.name(), webhook.reference(),
                    unreadable.reason());
        }
        unconfirmed(source, webhook);
        return new WebhookOutcome(InboxState.RECEIVED, Optional.of(status));
    }

    private void unconfirmed(WebhookSource source, StoredWebhook webhook) {
        LOG.infof("webhook-unconfirmed provider=%s payment=%s", source.name(), webhook.reference());
        inbox.awaitConfirmation(webhook);
    }

    /**
     * The result of processing a webhook.
     *
     * @param providerStatus the provider's answer, if it was asked
     */
    public record WebhookOutcome(InboxState state, Optional<StatusLookup.ProviderStatus> providerStatus) {

        private static WebhookOutcome withoutCall(InboxState state) {
            return new WebhookOutcome(state, Optional.empty());
        }
    }

    private static ApiResponse refusal(WebhookSource source) {
        LOG.warnf("webhook-refused provider=%s", source.name());
        ApiResponse refusal = Problem.of(ProblemCode.UNAUTHORIZED, "The call is not authentic.").toResponse();
        for (Map.Entry<String, String> header : source.challenge().entrySet()) {
            refusal = refusal.with(header.getKey(), header.getValue());
        }
        return refusal;
    }

    private static Map<String, String> recorded(WebhookSource source, WebhookCall call) {
        Map<String, String> recorded = new HashMap<>(call.headers());
        recorded.keySet().removeIf(name -> !ALWAYS_RECORDED.contains(name) && !source.recordedHeaders().contains(name));
        return recorded;
    }
}
