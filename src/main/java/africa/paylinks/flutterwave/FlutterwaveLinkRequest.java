package africa.paylinks.flutterwave;

import africa.paylinks.flutterwave.FlutterwaveConfig.Dialect;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentTerms;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The request body of a hosted link. Amounts are JSON numbers in major units. The reference is required, because only it
 * relates the customer's transaction to the payment.
 */
final class FlutterwaveLinkRequest {

    private static final Map<String, String> MOBILE_MONEY = Map.of(
            "GHS", "mobilemoneyghana", "KES", "mpesa", "UGX", "mobilemoneyuganda", "RWF", "mobilemoneyrwanda",
            "TZS", "mobilemoneytanzania", "ZMW", "mobilemoneyzambia", "MWK", "mobilemoneymalawi",
            "XAF", "mobilemoneyfranco", "XOF", "mobilemoneyfranco");

    private static final long MAX_SESSION_MINUTES = 1440;
    private static final long MINUTES_PER_RETRY = 5;
    private static final long MAX_RETRIES = 10;

    private FlutterwaveLinkRequest() {
    }

    static String path(Dialect dialect) {
        return dialect == Dialect.STANDARD ? "/payments" : "/payment-links";
    }

    static JsonObject body(Dialect dialect, PaymentTerms terms, String redirectUrl) {
        JsonObject body = Json.object().put("tx_ref", terms.id()).put("amount", terms.amount().major())
                .put("currency", terms.amount().currency()).put("redirect_url", redirectUrl);
        customer(body.putObject("customer"), terms.customer());
        String title = terms.descriptionLine().orElse("Order " + terms.orderId());
        // Sorted, so that a repeated request has the same bytes.
        Map<String, String> metadata = new TreeMap<>(terms.metadata());
        if (dialect == Dialect.STANDARD) {
            long minutes = sessionMinutes(terms);
            body.put("session_duration", minutes).put("max_retry_attempt", retries(minutes));
            body.putObject("customizations").put("title", title);
            paymentOptions(terms).ifPresent(options -> body.put("payment_options", options));
            if (!metadata.isEmpty()) {
                JsonObject meta = body.putObject("meta");
                metadata.forEach(meta::put);
            }
        } else {
            body.put("name", title).put("is_permanent", false);
            if (!metadata.isEmpty()) {
                JsonArray meta = body.putArray("meta");
                metadata.forEach((name, value) -> meta.addObject().put("metaname", name).put("metavalue", value));
            }
        }
        return body;
    }

    /** How long the page accepts a payment: as long as the payment is open, as far as Flutterwave's range from a minute to a day allows. */
    private static long sessionMinutes(PaymentTerms terms) {
        long open = Duration.between(terms.createdAt(), terms.expiresAt()).toMinutes();
        return Math.min(MAX_SESSION_MINUTES, Math.max(1, open));
    }

    /** How often the customer may try again: as often as the session has time for. */
    private static long retries(long sessionMinutes) {
        return Math.min(MAX_RETRIES, Math.max(1, sessionMinutes / MINUTES_PER_RETRY));
    }

    private static void customer(JsonObject body, Customer customer) {
        customer.email().ifPresent(email -> body.put("email", email));
        customer.name().ifPresent(name -> body.put("name", name));
        customer.phone().ifPresent(phone -> body.put("phonenumber", phone));
    }

    /** A request without a method has {@code card}, so only the other methods restrict the page's choice. */
    private static Optional<String> paymentOptions(PaymentTerms terms) {
        if (terms.method() == PaymentMethod.MOMO) {
            return Optional.ofNullable(MOBILE_MONEY.get(terms.amount().currency()));
        }
        return Optional.of("banktransfer, account").filter(options -> terms.method() == PaymentMethod.BANK_TRANSFER);
    }
}
