package africa.paylinks.paystack;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookField;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Parses Paystack's webhooks, {@code {"event","data"}}. Of some forty events, only {@code charge.success} changes a payment. */
final class PaystackNotification {

    private static final String CHARGE = "charge.success";
    private static final String NONE = "-";

    private PaystackNotification() {
    }

    static ProviderEvent read(byte[] bytes) {
        JsonValue body = Json.readObject(bytes).orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object."));
        String event = WebhookField.required("event", Json.text(body, "event"));
        return event.equals(CHARGE) ? charge(body.path("data")) : other(event, body.path("data"), bytes);
    }

    /** The data of a webhook about a refund; empty for any other webhook. */
    static Optional<JsonValue> refund(byte[] bytes) {
        return Json.readObject(bytes).filter(body -> Json.text(body, "event").orElse("").startsWith("refund.")).map(body -> body.path("data"));
    }

    private static ProviderEvent charge(JsonValue data) {
        PaystackTransaction transaction = PaystackTransaction.read(data);
        String reference = WebhookField.required("reference", transaction.reference());
        String status = WebhookField.required("status", transaction.status());
        String id = WebhookField.required("id", transaction.id());
        Map<String, String> detail = new HashMap<>(transaction.detail());
        detail.put("paystackEvent", CHARGE);
        return new ProviderEvent(id + ":" + CHARGE + ":" + status, PaystackReference.paymentId(reference).orElse(reference),
                transaction.meaning(), transaction.paid(), Optional.of(reference), transaction.failure(), detail)
                .withProviderFee(transaction.fee());
    }

    /** An event that is recorded without effect on the payment. Not all have an id, so a hash of the body identifies the event. */
    private static ProviderEvent other(String event, JsonValue data, byte[] bytes) {
        String reference = Json.text(data, "transaction_reference").or(() -> Json.text(data.path("transaction"), "reference"))
                .or(() -> Json.text(data, "reference")).map(text -> CodePoints.cut(text, WebhookField.MAX_LENGTH)).orElse(NONE);
        return new ProviderEvent(event + ":" + Sha256.hex(bytes).substring(0, 32),
                PaystackReference.paymentId(reference).orElse(reference), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of("paystackEvent", event, "paystackStatus", Json.text(data, "status").map(text -> CodePoints.cut(text, 100)).orElse(NONE)));
    }
}
