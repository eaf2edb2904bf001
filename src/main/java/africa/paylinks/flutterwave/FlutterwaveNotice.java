package africa.paylinks.flutterwave;

import africa.paylinks.http.Json;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bodies of Flutterwave's webhooks: {@code {"event","data"}}, the flat one of accounts whose dashboard has "v3
 * webhooks" off, and the flat one of refunds, which names neither an event nor our reference.
 */
final class FlutterwaveNotice {

    private static final Pattern TRANSACTION_ID = Pattern.compile("\\d{1,19}");
    private static final String CHARGE = "charge.completed";
    private static final int MAX_LENGTH = 200;
    private static final String NONE = "-";

    private FlutterwaveNotice() {
    }

    static ProviderEvent read(byte[] bytes) {
        JsonNode body = Json.readObject(bytes)
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object."));
        if (body.path("data").isObject()) {
            String event = first(body, "event", "type").orElseThrow(() -> missing("event"));
            return event.equals(CHARGE) ? charge(body.path("data"), event) : other(body.path("data"), event);
        }
        if (body.has("AmountRefunded") || body.has("TransactionId")) {
            return other(body, "refund");
        }
        return charge(body, CHARGE);
    }

    private static ProviderEvent charge(JsonNode data, String event) {
        Optional<String> transaction = first(data, "id").filter(FlutterwaveNotice::isTransactionId);
        Optional<String> named = first(data, "tx_ref", "txRef", "reference");
        String reference = named.or(() -> transaction).orElseThrow(() -> missing("tx_ref"));
        String status = first(data, "status").orElseThrow(() -> missing("status"));
        Optional<String> id = first(data, "id");
        Optional<PaymentStatus> meaning = FlutterwaveStatus.of(status);
        boolean paid = meaning.equals(Optional.of(PaymentStatus.COMPLETED));
        ProviderEvent read = new ProviderEvent(key(id.or(() -> first(data, "flw_ref", "flwRef")).orElse(reference), event, status),
                reference, meaning,
                amount(data).filter(any -> paid),
                // The id of a failed attempt would be kept as the payment's, and be in the way when another one succeeds.
                id.filter(text -> paid && isTransactionId(text)),
                meaning.flatMap(known -> FlutterwaveStatus.failure(known, Json.text(data, "processor_response"))),
                Map.of("flutterwaveEvent", event, "flutterwaveStatus", status, "transactionId", id.orElse(NONE)));
        return named.isPresent() ? read : read.ofTransaction(reference);
    }

    /** What is kept and changes nothing: refunds are followed where they are asked for, the rest is no payment. */
    private static ProviderEvent other(JsonNode data, String event) {
        String status = first(data, "status", "Status").orElse(NONE);
        String id = first(data, "id", "Id", "reference", "flw_ref", "FlwRef", "TransactionId").orElse(NONE);
        return new ProviderEvent(key(id, event, status), first(data, "tx_ref", "txRef", "reference").orElse(NONE),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of("flutterwaveEvent", event, "flutterwaveStatus", status,
                        "transactionId", first(data, "TransactionId", "tx_id", "id").orElse(NONE)));
    }

    /** Whether this is an id of a transaction, and not some text that would change a path. */
    static boolean isTransactionId(String text) {
        return TRANSACTION_ID.matcher(text).matches();
    }

    /**
     * The amount of a transaction, not what the customer was charged, which may hold fees; less than a minor unit is left
     * out. Empty when it cannot be read.
     */
    static Optional<Money> amount(JsonNode transaction) {
        try {
            Optional<BigDecimal> amount = Json.text(transaction, "amount").map(BigDecimal::new);
            return amount.flatMap(major -> Json.text(transaction, "currency").map(currency -> Money.ofMajor(
                    whole(major, Money.zero(currency.trim().toUpperCase(Locale.ROOT))),
                    currency.trim().toUpperCase(Locale.ROOT))));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static BigDecimal whole(BigDecimal major, Money unit) {
        // A huge scale would ask for as many digits.
        return major.precision() > 40 || Math.abs((long) major.scale()) > 40
                ? major
                : major.setScale(unit.major().scale(), RoundingMode.DOWN);
    }

    private static String key(String id, String event, String status) {
        return id + ":" + event + ":" + status.trim().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> first(JsonNode object, String... fields) {
        Optional<String> found = Stream.of(fields).flatMap(field -> Json.text(object, field).stream()).findFirst();
        if (found.filter(text -> text.length() > MAX_LENGTH).isPresent()) {
            throw new UnreadableWebhook("The field '" + fields[0] + "' is longer than " + MAX_LENGTH + " characters.");
        }
        return found;
    }

    private static UnreadableWebhook missing(String field) {
        return new UnreadableWebhook("The field '" + field + "' is missing.");
    }
}
