package africa.paylinks.http;

import africa.paylinks.payment.Refund;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Renders a refund for the API. */
public final class RefundJson {

    private RefundJson() {
    }

    /** The refund's current state. */
    public static ObjectNode of(Refund refund) {
        ObjectNode json = Json.object()
                .put("id", refund.id())
                .put("paymentId", refund.paymentId())
                .put("amount", refund.amount().majorText())
                .put("currency", refund.amount().currency())
                .put("status", refund.status().name())
                .put("reason", refund.reason().orElse(null))
                .put("providerReference", refund.providerReference().orElse(null));
        json.set("failure", refund.failure()
                .<JsonNode>map(failure -> Json.object().put("code", failure.code()).put("message", failure.message()))
                .orElse(NullNode.getInstance()));
        return json.put("createdAt", PaymentJson.instant(refund.createdAt()))
                .put("updatedAt", PaymentJson.instant(refund.updatedAt()));
    }
}
