package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Flutterwave's JSON of transactions and refunds, in responses and in webhooks. */
final class FlutterwaveBodies {

    private static final int ACCOUNT = 17321;

    private FlutterwaveBodies() {
    }

    /** Returns a transaction as "Verify a transaction" responds. */
    static ObjectNode transaction(JsonNode order, JsonNode transaction) {
        ObjectNode data = common(order, transaction);
        data.set("meta", order.path("meta"));
        data.set("amount_settled", number(amount(order, transaction).subtract(fee(order, transaction)).toPlainString()));
        return data;
    }

    /** Returns the webhook of a charge. */
    static ObjectNode charge(JsonNode order, JsonNode transaction) {
        ObjectNode body = Json.object().put("event", "charge.completed").put("event.type", type(transaction));
        body.set("data", common(order, transaction));
        body.set("meta_data", order.path("meta"));
        return body;
    }

    /** Returns the webhook of a charge for accounts without "v3 webhooks". */
    static ObjectNode flatCharge(JsonNode order, JsonNode transaction) {
        ObjectNode body = Json.object().put("id", transaction.path("id").asLong()).put("txRef", order.path("reference").asText())
                .put("flwRef", transaction.path("flwRef").asText()).put("orderRef", "URF_" + transaction.path("id").asText()).putNull("paymentPlan")
                .put("createdAt", transaction.path("createdAt").asText()).put("status", transaction.path("status").asText()).put("IP", "203.0.113.7")
                .put("currency", currency(order, transaction)).put("merchantfee", 0);
        body.set("appfee", number(fee(order, transaction).toPlainString()));
        body.set("amount", number(amount(order, transaction).toPlainString()));
        body.set("charged_amount", number(amount(order, transaction).toPlainString()));
        JsonNode customer = order.path("customer");
        body.putObject("customer").put("id", 1).put("phone", customer.path("phonenumber").asText(null)).put("fullName", customer.path("name").asText())
                .put("email", customer.path("email").asText());
        body.putObject("entity").put("card6", "418742").put("card_last4", "4246");
        return body.put("event.type", type(transaction));
    }

    /** Returns a refund as the API responds. */
    static ObjectNode refund(JsonNode refund) {
        ObjectNode data = Json.object().put("id", refund.path("id").asLong()).put("account_id", ACCOUNT).put("tx_id", refund.path("transaction").asLong())
                .put("flw_ref", refund.path("flwRef").asText()).put("wallet_id", 74639);
        data.set("amount_refunded", number(refund.path("amount").asText()));
        data.put("status", refund.path("status").asText()).put("destination", "payment_source").put("comments", refund.path("comments").asText());
        data.putObject("meta").put("source", "availablebalance");
        return data.put("created_at", refund.path("createdAt").asText());
    }

    /** Returns the webhook of a refund: flat, in mixed case, without an event and without the merchant's reference. */
    static ObjectNode refundNotice(JsonNode refund) {
        ObjectNode body = Json.object().put("id", refund.path("id").asLong());
        body.set("AmountRefunded", number(refund.path("amount").asText()));
        return body.put("status", refund.path("status").asText()).put("FlwRef", refund.path("flwRef").asText()).put("destination", "payment_source")
                .put("comments", refund.path("comments").asText()).put("settlement_id", "NEW").put("meta", "{\"source\":\"availablebalance\"}")
                .put("createdAt", refund.path("createdAt").asText()).put("TransactionId", refund.path("transaction").asLong()).put("AccountId", ACCOUNT);
    }

    /** Returns the amount that was paid; the control endpoint may have set another amount than requested. */
    static BigDecimal amount(JsonNode order, JsonNode transaction) {
        String requested = order.path("amount").asText();
        return new BigDecimal(isSuccessful(transaction) ? order.path("paidAmount").asText(requested) : requested);
    }

    /** Returns Flutterwave's fee as its examples have it: 3.8 % in dollars, 1.4 % otherwise, with decimals in every currency. */
    private static BigDecimal fee(JsonNode order, JsonNode transaction) {
        BigDecimal rate = new BigDecimal(currency(order, transaction).equals("USD") ? "0.038" : "0.014");
        return amount(order, transaction).multiply(rate).setScale(2, RoundingMode.HALF_UP);
    }

    static boolean isSuccessful(JsonNode transaction) {
        return transaction.path("status").asText().equals("successful");
    }

    private static String currency(JsonNode order, JsonNode transaction) {
        String requested = order.path("currency").asText();
        return isSuccessful(transaction) ? order.path("paidCurrency").asText(requested) : requested;
    }

    private static ObjectNode common(JsonNode order, JsonNode transaction) {
        ObjectNode data = Json.object().put("id", transaction.path("id").asLong()).put("tx_ref", order.path("reference").asText())
                .put("flw_ref", transaction.path("flwRef").asText()).put("device_fingerprint", "N/A");
        BigDecimal amount = amount(order, transaction);
        data.set("amount", number(amount.toPlainString()));
        data.put("currency", currency(order, transaction));
        data.set("charged_amount", number(amount.toPlainString()));
        data.set("app_fee", number(fee(order, transaction).toPlainString()));
        data.put("merchant_fee", 0).put("processor_response", transaction.path("processorResponse").asText())
                .put("auth_model", transaction.path("paymentType").asText().equals("card") ? "VBVSECURECODE" : "AUTH").put("ip", "203.0.113.7")
                .put("narration", "Paylinks sandbox").put("status", transaction.path("status").asText())
                .put("payment_type", transaction.path("paymentType").asText()).put("created_at", transaction.path("createdAt").asText())
                .put("account_id", ACCOUNT);
        JsonNode customer = order.path("customer");
        data.putObject("customer").put("id", 1).put("name", customer.path("name").asText("Anonymous customer"))
                .put("phone_number", customer.path("phonenumber").asText(null)).put("email", customer.path("email").asText())
                .put("created_at", order.path("createdAt").asText());
        if (transaction.path("paymentType").asText().equals("card")) {
            data.putObject("card").put("first_6digits", "418742").put("last_4digits", "4246").put("type", "VISA").put("expiry", "09/32");
        }
        return data;
    }

    private static String type(JsonNode transaction) {
        return switch (transaction.path("paymentType").asText()) {
            case "card" -> "CARD_TRANSACTION";
            case "bank_transfer" -> "BANK_TRANSFER_TRANSACTION";
            default -> "MOBILEMONEY_TRANSACTION";
        };
    }

    /** Returns a whole number without an exponent, as Flutterwave does; the default is {@code 1.5E+2}. */
    private static JsonNode number(String digits) {
        BigDecimal number = new BigDecimal(digits).stripTrailingZeros();
        ObjectNode holder = Json.object();
        return (number.scale() <= 0 ? holder.put("number", number.toBigIntegerExact()) : holder.put("number", number)).get("number");
    }
}
