package africa.paylinks.http;

import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.LinkPayment;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentTerms;
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
    public static JsonObject created(Payment payment) {
        PaymentTerms terms = payment.terms();
        JsonObject json = Json.object()
                .put("id", terms.id())
                .put("orderId", terms.orderId())
                .put("provider", terms.provider())
                .put("method", terms.method().wireName())
                .put("status", payment.status().name())
                .put("amount", terms.amount().majorText())
                .put("currency", terms.amount().currency());
        json.put("link", payment.instructions().map(PaymentInstructions::link).orElse(null))
                .put("ussdCode", payment.instructions().flatMap(PaymentInstructions::ussdCode).orElse(null));
        json.put("bankAccount", bankAccount(payment.instructions().flatMap(PaymentInstructions::bankAccount)));
        json.put("providerReference", payment.providerReference().orElse(null));
        json.put("customer", customer(terms.customer()));
        json.put("description", terms.description().orElse(null))
                .put("redirectUrl", terms.redirectUrl().orElse(null));
        JsonObject metadata = json.putObject("metadata");
        terms.metadata().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey())
                .forEach(pair -> metadata.put(pair.getKey(), pair.getValue()));
        json.put("routing", terms.route()
                .<JsonValue>map(route -> Json.object().put("rule", route.rule()).put("bucket", route.bucket()))
                .orElse(Json.nullValue()));
        return json.put("createdAt", instant(terms.createdAt()))
                .put("updatedAt", instant(payment.updatedAt()))
                .put("expiresAt", instant(terms.expiresAt()));
    }

    /** The payment's current state, including failure, refunds and the provider's fee. */
    public static JsonObject current(Payment payment) {
        JsonObject json = created(payment);
        json.put("linkId", LinkPayment.linkId(payment.terms()).orElse(null));
        json.put("failure", payment.failure()
                .<JsonValue>map(failure -> Json.object().put("code", failure.code()).put("message", failure.message()))
                .orElse(Json.nullValue()));
        return json.put("receivedAmount", payment.received().majorText())
                .put("refundedAmount", payment.refunded().majorText())
                .put("providerFee", payment.providerFee().map(Money::majorText).orElse(null))
                .put("lateSuccess", payment.lateSuccess());
    }

    /** One entry of a payment's audit trail. */
    public static JsonObject history(HistoryEntry entry) {
        JsonObject json = Json.object()
                .put("at", instant(entry.at()))
                .put("from", entry.from().name())
                .put("to", entry.to().name())
                .put("cause", entry.cause());
        JsonObject detail = json.putObject("detail");
        entry.detail().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey())
                .forEach(pair -> detail.put(pair.getKey(), pair.getValue()));
        return json;
    }

    /** A time in UTC with milliseconds, of fixed length, so that it sorts as text. */
    public static String instant(Instant instant) {
        return INSTANT.format(instant);
    }

    /** A customer; null when nothing is known. */
    public static JsonValue customer(Customer customer) {
        if (customer.isUnknown()) {
            return Json.nullValue();
        }
        return Json.object()
                .put("id", customer.id().orElse(null))
                .put("name", customer.name().orElse(null))
                .put("email", customer.email().orElse(null))
                .put("phone", customer.phone().orElse(null))
                .put("bank", customer.bank().orElse(null));
    }

    private static JsonValue bankAccount(Optional<BankAccount> account) {
        return account.<JsonValue>map(to -> Json.object()
                .put("bank", to.bank()).put("number", to.number()).put("name", to.name()))
                .orElse(Json.nullValue());
    }
}
