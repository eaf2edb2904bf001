package africa.paylinks.http;

import africa.paylinks.payment.Refund;

/** Renders a refund for the API. */
public final class RefundJson {

    private RefundJson() {
    }

    /** The refund's current state. */
    public static JsonObject of(Refund refund) {
        JsonObject json = Json.object()
                .put("id", refund.id())
                .put("paymentId", refund.paymentId())
                .put("provider", refund.provider())
                .put("amount", refund.amount().majorText())
                .put("currency", refund.amount().currency())
                .put("status", refund.status().name())
                .put("source", refund.source().wireName())
                .put("reason", refund.reason().orElse(null))
                .put("providerReference", refund.providerReference().orElse(null));
        json.put("failure", refund.failure()
                .<JsonValue>map(failure -> Json.object().put("code", failure.code()).put("message", failure.message()))
                .orElse(Json.nullValue()));
        return json.put("createdAt", PaymentJson.instant(refund.createdAt()))
                .put("updatedAt", PaymentJson.instant(refund.updatedAt()));
    }
}
