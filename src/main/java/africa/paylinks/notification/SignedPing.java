package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.merchant.EndpointPing;
import africa.paylinks.merchant.MerchantEndpoint;
import africa.paylinks.payment.PaymentIds;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.OptionalInt;

/** Sends pings exactly as events are sent; they are not stored and not retried. */
@Singleton
public final class SignedPing implements EndpointPing {

    private final WebhookSender http;
    private final NotificationConfig config;
    private final PaymentIds ids;
    private final Clock clock;

    public SignedPing(WebhookSender http, NotificationConfig config, PaymentIds ids, Clock clock) {
        this.http = http;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Result ping(MerchantEndpoint endpoint) {
        Instant at = clock.instant();
        String eventId = "evt_ping_" + ids.randomText();
        if (endpoint.secrets().isEmpty()) {
            return new Result(eventId, OptionalInt.empty(), "no-secret");
        }
        JsonObject body = Json.object().put("type", "ping").put("timestamp", PaymentJson.instant(at));
        body.putObject("data").put("endpointId", endpoint.id()).put("merchant", endpoint.merchant());
        try {
            WebhookSender.Answer answer = SignedWebhook.post(http, config, endpoint, new Notification(eventId, Json.bytes(body)), at);
            return new Result(eventId, OptionalInt.of(answer.status()), "");
        } catch (EndpointRefused | WebhookSender.Unreachable failure) {
            return new Result(eventId, OptionalInt.empty(), failure.getMessage());
        }
    }
}
