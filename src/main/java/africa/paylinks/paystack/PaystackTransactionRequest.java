package africa.paylinks.paystack;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentTerms;
import java.util.List;
import java.util.TreeMap;

/** The request body of a transaction. Paystack shows {@code custom_fields} on its dashboard and receipts. */
final class PaystackTransactionRequest {

    private PaystackTransactionRequest() {
    }

    /** @param page the payment's own page, to which a customer returns who has paid or has given up; the page waits for the outcome of the former only */
    static JsonObject body(PaymentTerms terms, String reference, String page) {
        JsonObject body = Json.object().put("reference", reference).put("email", terms.customer().email().orElse(""))
                .put("amount", PaystackAmount.subunits(terms.amount())).put("currency", terms.amount().currency())
                .put("callback_url", page + "?status=returned");
        List<String> channels = channels(terms.method());
        if (!channels.isEmpty()) {
            JsonArray offered = body.putArray("channels");
            channels.forEach(offered::add);
        }
        JsonObject metadata = body.putObject("metadata");
        // Sorted, so that a repeated request has the same bytes.
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        metadata.put("payment_id", terms.id()).put("cancel_action", page);
        JsonArray fields = metadata.putArray("custom_fields");
        field(fields, "Order", "order_id", terms.orderId());
        terms.descriptionLine().ifPresent(description -> field(fields, "Description", "description", description));
        return body;
    }

    private static void field(JsonArray fields, String name, String variable, String value) {
        fields.addObject().put("display_name", name).put("variable_name", variable).put("value", value);
    }

    /** A request without a method has {@code card}, so only the other methods restrict the page's choice. */
    private static List<String> channels(PaymentMethod method) {
        return switch (method) {
            case MOMO -> List.of("mobile_money");
            case BANK_TRANSFER -> List.of("bank_transfer", "bank", "eft");
            default -> List.of();
        };
    }
}
