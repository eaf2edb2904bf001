package africa.paylinks.http;

import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentTerms;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Renders a payment for the API. */
public final class PaymentJson {

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private PaymentJson() {
    }

    /** The payment in the response to its creation. */
    public static ObjectNode created(Payment payment) {
        PaymentTerms terms = payment.terms();
        ObjectNode json = Json.object()
                .put("id", terms.id())
                .put("orderId", terms.orderId())
                .put("provider", terms.provider())
                .put("method", terms.method().wireName())
                .put("status", payment.status().name())
                .put("amount", terms.amount().majorText())
                .put("currency", terms.amount().currency());
        json.put("link", payment.instructions().map(PaymentInstructions::link).orElse(null))
                .put("ussdCode", payment.instructions().flatMap(PaymentInstructions::ussdCode).orElse(null));
        json.set("bankAccount", bankAccount(payment.instructions().flatMap(PaymentInstructions::bankAccount)));
        json.put("providerReference", payment.providerReference().orElse(null));
        json.set("customer", customer(terms.customer()));
        json.put("description", terms.description().orElse(null))
                .put("redirectUrl", terms.redirectUrl().orElse(null));
        ObjectNode metadata = json.putObject("metadata");
        terms.metadata().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey())
                .forEach(pair -> metadata.put(pair.getKey(), pair.getValue()));
        json.set("routing", terms.route()
                .<JsonNode>map(route -> Json.object().put("rule", route.rule()).put("bucket", route.bucket()))
                .orElse(NullNode.getInstance()));
        return json.put("createdAt", instant(terms.createdAt()))
                .put("updatedAt", instant(payment.updatedAt()))
                .put("expiresAt", instant(terms.expiresAt()));
    }

    /** The payment's current state, including failure and refunds. */
    public static ObjectNode current(Payment payment) {
        ObjectNode json = created(payment);
        json.set("failure", payment.failure()
                .<JsonNode>map(failure -> Json.object().put("code", failure.code()).put("message", failure.message()))
                .orElse(NullNode.getInstance()));
        return json.put("receivedAmount", payment.received().majorText())
                .put("refundedAmount", payment.refunded().majorText())
                .put("lateSuccess", payment.lateSuccess());
    }

    /** One entry of a payment's audit trail. */
    public static ObjectNode history(HistoryEntry entry) {
        ObjectNode json = Json.object()
                .put("at", instant(entry.at()))
                .put("from", entry.from().name())
                .put("to", entry.to().name())
                .put("cause", entry.cause());
        ObjectNode detail = json.putObject("detail");
        entry.detail().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey())
                .forEach(pair -> detail.put(pair.getKey(), pair.getValue()));
        return json;
    }

    /** A time in UTC with milliseconds, of fixed length, so that it sorts as text. */
    public static String instant(Instant instant) {
        return INSTANT.format(instant);
    }

    private static JsonNode customer(Customer customer) {
        if (customer.isUnknown()) {
            return NullNode.getInstance();
        }
        return Json.object()
                .put("id", customer.id().orElse(null))
                .put("name", customer.name().orElse(null))
                .put("email", customer.email().orElse(null))
                .put("phone", customer.phone().orElse(null))
                .put("bank", customer.bank().orElse(null));
    }

    private static JsonNode bankAccount(Optional<BankAccount> account) {
        return account.<JsonNode>map(to -> Json.object()
                .put("bank", to.bank()).put("number", to.number()).put("name", to.name()))
                .orElse(NullNode.getInstance());
    }
}
