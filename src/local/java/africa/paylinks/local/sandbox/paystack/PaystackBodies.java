package africa.paylinks.local.sandbox.paystack;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Paystack's JSON of transactions and refunds, in responses and in webhooks. */
final class PaystackBodies {

    private static final int INTEGRATION = 100043;

    private PaystackBodies() {
    }

    /** Returns a transaction in a status, as "Verify Transaction" responds and as {@code charge.success} has it. */
    static ObjectNode transaction(JsonNode order, String status) {
        boolean paid = status.equals(PaystackSandbox.SUCCESS) || status.equals(PaystackSandbox.REVERSED);
        ObjectNode data = Json.object().put("id", order.path("id").asLong()).put("domain", "test").put("status", status)
                .put("reference", order.path("reference").asText()).put("amount", paid ? paidAmount(order) : requestedAmount(order)).putNull("message")
                .put("gateway_response", gatewayResponse(order, status)).put("paid_at", paid ? order.path("paidAt").asText(null) : null)
                .put("created_at", order.path("createdAt").asText()).put("channel", order.path("channel").asText("card"))
                .put("currency", paid ? order.path("paidCurrency").asText(order.path("currency").asText()) : order.path("currency").asText())
                .put("ip_address", "203.0.113.7");
        data.set("metadata", order.path("metadata"));
        data.put("fees", paid ? fee(order) : null).putNull("fees_split");
        data.putObject("authorization").put("authorization_code", "AUTH_local").put("bin", "408408").put("last4", "4081")
                .put("channel", order.path("channel").asText("card")).put("country_code", "NG").put("reusable", true);
        data.putObject("customer").put("id", 1).putNull("first_name").putNull("last_name").put("email", order.path("email").asText())
                .put("customer_code", "CUS_local").putNull("phone");
        data.putObject("plan");
        return data.put("requested_amount", requestedAmount(order));
    }

    /** Returns the webhook of an event. */
    static ObjectNode event(String name, ObjectNode data) {
        ObjectNode body = Json.object().put("event", name);
        body.set("data", data);
        return body;
    }

    /** Returns a refund as "Fetch Refund" and "List Refunds" respond. */
    static ObjectNode refund(JsonNode order, JsonNode refund) {
        return Json.object().put("integration", INTEGRATION).put("transaction", order.path("id").asLong()).putNull("dispute").putNull("settlement")
                .put("id", refund.path("id").asLong()).put("domain", "test").put("currency", refund.path("currency").asText())
                .put("amount", refund.path("amount").asLong()).put("status", refund.path("status").asText()).put("refunded_by", "shop@example.com")
                .put("customer_note", "Refund for transaction " + order.path("reference").asText()).put("merchant_note", refund.path("note").asText())
                .put("deducted_amount", refund.path("amount").asLong()).put("createdAt", refund.path("createdAt").asText())
                .put("transaction_reference", order.path("reference").asText());
    }

    /** Returns a refund as "Create Refund" responds, with the whole transaction. */
    static ObjectNode created(JsonNode order, JsonNode refund) {
        ObjectNode data = refund(order, refund);
        data.remove("transaction_reference");
        data.putObject("transaction").put("id", order.path("id").asLong()).put("domain", "test").put("reference", order.path("reference").asText())
                .put("amount", paidAmount(order)).put("currency", order.path("currency").asText());
        return data;
    }

    /** Returns the data of a refund's webhook. Only the one that needs attention has the refund's id and notes. */
    static ObjectNode refundEvent(JsonNode order, JsonNode refund) {
        String status = refund.path("status").asText();
        ObjectNode data = Json.object().put("status", status).put("transaction_reference", order.path("reference").asText())
                .put("refund_reference", status.equals("processed") ? "TRF_" + refund.path("id").asText() : null)
                .put("amount", refund.path("amount").asText()).put("currency", refund.path("currency").asText());
        data.putObject("customer").putNull("first_name").putNull("last_name").put("email", order.path("email").asText());
        data.put("integration", INTEGRATION).put("domain", "test");
        return status.equals("needs-attention")
                ? data.put("id", refund.path("id").asText()).put("merchant_note", refund.path("note").asText())
                : data.put("processor", "instant-transfer");
    }

    static long requestedAmount(JsonNode order) {
        return PaystackRequest.subunits(order.path("amount").asText());
    }

    /** Returns the amount that was paid; the control endpoint may have set another amount than requested. */
    static long paidAmount(JsonNode order) {
        return PaystackRequest.subunits(order.path("paidAmount").asText(order.path("amount").asText()));
    }

    /** Returns the fee by Paystack's prices: in Nigeria 1.5 %, plus 100 naira from 2,500 naira up, and at most 2,000 naira; 2.9 % elsewhere. */
    private static Long fee(JsonNode order) {
        long amount = paidAmount(order);
        return order.path("currency").asText().equals("NGN")
                ? (Long) Math.min(200_000, amount * 15 / 1000 + (amount >= 250_000 ? 10_000 : 0))
                : (Long) (amount * 29 / 1000);
    }

    private static String gatewayResponse(JsonNode order, String status) {
        return switch (status) {
            case PaystackSandbox.ABANDONED -> "The transaction was not completed";
            case PaystackSandbox.FAILED -> order.path("gatewayResponse").asText("Insufficient Funds");
            default -> "Successful";
        };
    }
}
