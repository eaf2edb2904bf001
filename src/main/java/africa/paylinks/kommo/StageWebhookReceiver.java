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
 * Receives Kommo's webhooks, which are not signed and must be answered within two seconds. It checks the token in the URL
 * and queues one message per deal; {@link DealQueueConsumer} does the rest.
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

    /** Loads the secrets at start-up, which saves time in the first webhook. */
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
            return StageChangeNotification.read(request.body(), clock.instant()).map(notification -> take(notification, request))
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

    private ApiResponse take(StageChangeNotification notification, ApiRequest request) {
        if (!account.sent(notification)) {
            LOG.warn("webhook-ignored provider=kommo: it is from another account");
            return RECEIVED;
        }
        long invoiceStatus = account.invoiceStatus();
        List<StageChange> changes = notification.changes().stream().filter(change -> change.status() == invoiceStatus)
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
        store(changes.get(0), request);
        return RECEIVED;
    }

    /** Stores the webhook for later inspection. The message is already in the queue, so a failure has no consequences. */
    private void store(StageChange change, ApiRequest request) {
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
