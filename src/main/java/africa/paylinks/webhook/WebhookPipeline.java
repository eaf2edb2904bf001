package africa.paylinks.webhook;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.RefundNews;
import africa.paylinks.provider.RefundWebhookSource;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The one way of every webhook: authenticate, read, store, confirm where it is only a hint, apply, acknowledge. What is
 * authentic and stored is acknowledged, whatever became of it; what cannot be stored is not, so that it comes again.
 */
@Singleton
public final class WebhookPipeline {

    private static final Logger LOG = Logger.getLogger(WebhookPipeline.class);
    private static final ApiResponse RECEIVED = ApiResponse.json(200, Json.object().put("received", true));
    private static final Set<String> ALWAYS_RECORDED = Set.of("content-type", "user-agent");

    private final WebhookInbox inbox;
    private final PaymentStore payments;
    private final RefundNews refunds;
    private final Secrets secrets;
    private final ProviderHttp http;
    private final Clock clock;

    public WebhookPipeline(WebhookInbox inbox, PaymentStore payments, RefundNews refunds, Secrets secrets,
            ProviderHttp http, Clock clock) {
        this.inbox = inbox;
        this.payments = payments;
        this.refunds = refunds;
        this.secrets = secrets;
        this.http = http;
        this.clock = clock;
    }

    /**
     * Reads what it takes to know the source's calls, and gets ready to confirm them where they are only hints.
     *
     * @throws africa.paylinks.secrets.SecretsUnavailable when it cannot be read
     */
    public void prepare(WebhookSource source) {
        if (source.evidence() == WebhookSource.Evidence.HINT) {
            http.warmUp();
        }
        secrets.current(source.name());
    }

    /** Takes in one call of a provider. */
    public ApiResponse receive(WebhookSource source, ApiRequest request) {
        WebhookCall call = new WebhookCall(request.headers(), request.query(), request.body());
        if (!source.isAuthentic(call)) {
            return refusal(source);
        }
        ProviderEvent event;
        try {
            event = source.read(call);
        } catch (UnreadableWebhook unreadable) {
            return Problem.of(ProblemCode.MALFORMED_BODY, unreadable.getMessage()).toResponse();
        }
        StoredWebhook webhook = new StoredWebhook(source.name(), event.key(), event.reference(), call.body(),
                recorded(source, call), clock.instant());
        if (take(source, call, webhook, event, Cause.WEBHOOK, webhook.receivedAt()).state() == InboxState.PARKED) {
            LOG.warnf("webhook-parked provider=%s", source.name());
        }
        return RECEIVED;
    }

    /**
     * Takes a stored webhook once more; that it is authentic was found out when it came.
     *
     * @param cause {@link Cause#WEBHOOK} or {@link Cause#REPLAY}, for the payment's history
     * @throws UnreadableWebhook when it cannot be read any more
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    public Taken takeAgain(WebhookSource source, StoredWebhook webhook, Cause cause) {
        WebhookCall call = new WebhookCall(webhook.headers(), Map.of(), webhook.body());
        return take(source, call, webhook, source.read(call), cause, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private Taken take(WebhookSource source, WebhookCall call, StoredWebhook webhook, ProviderEvent event, Cause cause,
            Instant at) {
        Taken taken = settle(source, call, webhook, event, cause, at);
        if (taken.state() == InboxState.MISMATCH) {
            LOG.warnf("webhook-mismatch provider=%s payment=%s", source.name(), event.reference());
        } else if (taken.state() == InboxState.PAID_AGAIN) {
            LOG.warnf("webhook-paid-again provider=%s payment=%s", source.name(), event.reference());
        }
        return taken;
    }

    private Taken settle(WebhookSource source, WebhookCall call, StoredWebhook webhook, ProviderEvent event, Cause cause,
            Instant at) {
        Optional<RefundNotice> refund = source instanceof RefundWebhookSource of ? of.refund(call) : Optional.empty();
        if (refund.isPresent()) {
            inbox.queued(webhook);
            refunds.heard(refund.get());
            return Taken.unasked(InboxState.QUEUED);
        }
        if (event.status().isEmpty()) {
            inbox.ignore(webhook);
            return Taken.unasked(InboxState.IGNORED);
        }
        StatusEvent news = new StatusEvent(event.reference(), source.name(), event.status().get(), cause, at, event.paid(),
                event.providerReference(), event.failure(), event.detail());
        return source.evidence() == WebhookSource.Evidence.PROOF
                ? Taken.unasked(inbox.apply(webhook, news))
                : confirm(source, webhook, news);
    }

    private Taken confirm(WebhookSource source, StoredWebhook webhook, StatusEvent hint) {
        InboxState state = inbox.receive(webhook);
        if (!state.isWaiting()) {
            return Taken.unasked(state);
        }
        Optional<Payment> payment = payments.find(webhook.reference());
        if (payment.isEmpty()) {
            inbox.park(webhook);
            return Taken.unasked(InboxState.PARKED);
        }
        if (!payment.get().terms().provider().equals(source.name())) {
            return Taken.unasked(inbox.settle(webhook, hint));
        }
        StatusLookup.Standing standing = source instanceof StatusLookup lookup
                ? lookup.lookUp(payment.get(), hint.providerReference())
                : new StatusLookup.Unavailable("has no status call");
        if (standing instanceof StatusLookup.Known known && !known.status().isOpen()) {
            Map<String, String> detail = new HashMap<>(hint.detail());
            detail.putAll(known.detail());
            return new Taken(inbox.settle(webhook, new StatusEvent(hint.paymentId(), hint.provider(), known.status(), hint.cause(),
                    hint.at(), known.paid(), known.providerReference().or(hint::providerReference), known.failure(),
                    detail)), Optional.of(standing));
        }
        if (standing instanceof StatusLookup.NotPossible) {
            return Taken.unasked(inbox.settle(webhook, hint));
        }
        LOG.infof("webhook-unconfirmed provider=%s payment=%s", source.name(), webhook.reference());
        inbox.awaitConfirmation(webhook);
        return new Taken(InboxState.RECEIVED, Optional.of(standing));
    }

    /**
     * What became of a webhook.
     *
     * @param standing what its provider said, if it was asked
     */
    public record Taken(InboxState state, Optional<StatusLookup.Standing> standing) {

        private static Taken unasked(InboxState state) {
            return new Taken(state, Optional.empty());
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
