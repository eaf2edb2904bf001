package africa.paylinks.kommo;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueUnavailable;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookInbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes in Kommo's webhook, which nobody signs and which wants its answer within two seconds: the token in the URL is
 * checked, one message per deal goes to the queue, and everything else is the worker's.
 */
@Singleton
public final class StageWebhookReceiver {

    private static final Logger LOG = Logger.getLogger(StageWebhookReceiver.class);
    private static final ApiResponse RECEIVED = ApiResponse.json(200, Json.object().put("received", true));

    private final Secrets secrets;
    private final KommoAccount account;
    private final MessageQueue queue;
    private final WebhookInbox inbox;
    private final Clock clock;

    public StageWebhookReceiver(Secrets secrets, KommoAccount account, MessageQueue queue, WebhookInbox inbox, Clock clock) {
        this.secrets = secrets;
        this.account = account;
        this.queue = queue;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** Reads the secrets, for which the first webhook's two seconds would be short. */
    void prepare() {
        secrets.current(KommoAccount.NAME);
    }

    /** Answers {@code POST /webhooks/kommo/{token}}. */
    public ApiResponse receive(ApiRequest request) {
        String token = request.parameters().getOrDefault("token", "");
        if (!secrets.accepts(KommoAccount.NAME, document -> isToken(document, token))) {
            LOG.warn("webhook-refused provider=kommo");
            return Problem.of(ProblemCode.UNAUTHORIZED, "The call is not authentic.").toResponse();
        }
        try {
            return StageChangeNotification.read(request.body(), clock.instant()).map(notice -> take(notice, request))
                    .orElseGet(() -> Problem.of(ProblemCode.MALFORMED_BODY,
                            "The body is neither a form nor one JSON object.").toResponse());
        } catch (ProviderNotConfigured notConfigured) {
            LOG.errorf("kommo-not-configured: %s", notConfigured.getMessage());
            return Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED, notConfigured.getMessage()).toResponse();
        }
    }

    private static boolean isToken(SecretDocument document, String token) {
        return document.secret("webhookToken").filter(secret -> secret.matches(token)).isPresent();
    }

    private ApiResponse take(StageChangeNotification notice, ApiRequest request) {
        if (!account.sent(notice)) {
            LOG.warn("webhook-ignored provider=kommo: it is not of our account");
            return RECEIVED;
        }
        long invoiceStatus = account.invoiceStatus();
        List<StageChange> changes = notice.changes().stream().filter(change -> change.status() == invoiceStatus)
                .distinct().toList();
        if (changes.isEmpty()) {
            return RECEIVED;
        }
        try {
            queue.send(account.queue(), changes.stream().map(change -> change.message(account.id())).toList());
        } catch (QueueUnavailable unavailable) {
            LOG.error("call-unavailable provider=kommo", unavailable);
            return Problem.of(ProblemCode.STORE_UNAVAILABLE, "Try again in a moment.").retryAfter(2).toResponse();
        }
        keep(changes.get(0), request);
        return RECEIVED;
    }

    /** For whoever looks later what came; what has to be done is safe in the queue, so nothing hangs on this. */
    private void keep(StageChange change, ApiRequest request) {
        try {
            inbox.queued(new StoredWebhook(KommoAccount.NAME, change.key(account.id()), "lead " + change.lead(),
                    request.body(), headers(request), change.receivedAt()));
        } catch (StoreUnavailable unavailable) {
            LOG.warn("webhook-not-stored provider=kommo: it was queued", unavailable);
        }
    }

    private static Map<String, String> headers(ApiRequest request) {
        Optional<String> type = request.header("content-type");
        return type.map(value -> Map.of("content-type", value)).orElse(Map.of());
    }
}
