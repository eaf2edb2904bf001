package africa.paylinks.notification;

import africa.paylinks.merchant.MerchantEndpoint;
import java.time.Instant;
import java.util.Map;

/** Sends one webhook to an endpoint, with the headers of Standard Webhooks 1.0. */
final class SignedWebhook {

    private SignedWebhook() {
    }

    /**
     * Makes one attempt.
     *
     * @param endpoint with at least one secret
     * @param at       the attempt's time
     * @throws EndpointRefused           when the endpoint may not be called
     * @throws WebhookSender.Unreachable when no status arrives in time
     */
    static WebhookSender.Answer post(WebhookSender http, NotificationConfig config, MerchantEndpoint endpoint, Notification notification,
            Instant at) {
        return http.post(EndpointAddress.of(endpoint.url(), config.ports(), config.privateEndpoints()),
                Map.of("Content-Type", "application/json", "Accept", "*/*", "User-Agent", "Paylinks/1",
                        "webhook-id", notification.eventId(),
                        "webhook-timestamp", Long.toString(at.getEpochSecond()),
                        "webhook-signature", WebhookSignature.of(notification.eventId(), at, notification.body(), endpoint.secrets())),
                notification.body(), config.timeout());
    }
}
