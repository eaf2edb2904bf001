package africa.paylinks.flutterwave;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookField;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Parses Flutterwave's webhooks: {@code {"event","data"}}, the flat body of accounts with "v3 webhooks" switched off, and
 * the flat body of refunds, which has neither an event nor our reference. Events that are not about a charge are accepted
 * in any shape, because Flutterwave resends a webhook that is refused.
 */
final class FlutterwaveNotification {

    private static final Pattern TRANSACTION_ID = Pattern.compile("\\d{1,19}");
    private static final String CHARGE = "charge.completed";
    private static final String NONE = "-";

    private FlutterwaveNotification() {
    }

    static ProviderEvent read(byte[] bytes) {
        JsonValue body = Json.readObject(bytes)
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object."));
        JsonValue data = body.path("data").isObject() ? body.path("data") : body;
        Optional<String> event = text(body, "event", "type");
        if (event.isPresent()) {
            return event.get().equals(CHARGE) ? charge(data, CHARGE) : other(data, event.get(), bytes);
        }
        if (data.has("AmountRefunded") || data.has("TransactionId")) {
            return other(data, "refund", bytes);
        }
        Optional<String> kind = text(body, "event.type").filter(name -> !isCharge(name));
        return kind.isPresent() ? other(content(data, kind.get()), kind.get(), bytes) : charge(data, CHARGE);
    }

    /** Whether a legacy {@code event.type} is about a charge, such as {@code CARD_TRANSACTION} or {@code MOBILEMONEYGH_TRANSACTION}. */
    private static boolean isCharge(String kind) {
        return kind.toUpperCase(Locale.ROOT).endsWith("_TRANSACTION");
    }

    /** The legacy {@code {"event.type":"Transfer","transfer":{...}}} has its data in a field named after the type. */
    private static JsonValue content(JsonValue data, String kind) {
        JsonValue named = data.path(kind.toLowerCase(Locale.ROOT));
        return named.isObject() ? named : data;
    }

    private static ProviderEvent charge(JsonValue data, String event) {
        Optional<String> transaction = first(data, "id").filter(FlutterwaveNotification::isTransactionId);
        Optional<String> named = first(data, "tx_ref", "txRef", "reference");
        String reference = named.or(() -> transaction).orElseThrow(() -> missing("tx_ref"));
        String status = first(data, "status").orElseThrow(() -> missing("status"));
        Optional<String> id = first(data, "id");
        Optional<PaymentStatus> meaning = FlutterwaveStatus.of(status);
        boolean paid = meaning.equals(Optional.of(PaymentStatus.COMPLETED));
        ProviderEvent read = new ProviderEvent(key(id.or(() -> first(data, "flw_ref", "flwRef")).orElse(reference), event, status),
                reference, meaning,
                amount(data).filter(any -> paid),
                // A failed attempt's id must not become the payment's id: a later attempt may succeed under another one.
                id.filter(text -> paid && isTransactionId(text)),
                meaning.flatMap(known -> FlutterwaveStatus.failure(known, Json.text(data, "processor_response"))),
                Map.of("flutterwaveEvent", event, "flutterwaveStatus", status, "transactionId", id.orElse(NONE)));
        return named.isPresent() ? read : read.ofTransaction(reference);
    }

    /** An event that is recorded without effect on the payment. Refunds are handled separately; other events are not about payments. */
    private static ProviderEvent other(JsonValue data, String event, byte[] bytes) {
        String status = text(data, "status", "Status").orElse(NONE);
        // Without an id, a hash of the body identifies the event.
        String id = text(data, "id", "Id", "reference", "flw_ref", "FlwRef", "TransactionId").orElseGet(() -> digest(bytes));
        return new ProviderEvent(key(id, event, status), text(data, "tx_ref", "txRef", "reference").orElse(NONE),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of("flutterwaveEvent", event, "flutterwaveStatus", status,
                        "transactionId", text(data, "TransactionId", "tx_id", "id").orElse(NONE)));
    }

    private static String digest(byte[] bytes) {
        return Sha256.hex(bytes).substring(0, 32);
    }

    /** Whether the text is a transaction id, which is safe in a path. */
    static boolean isTransactionId(String text) {
        return TRANSACTION_ID.matcher(text).matches();
    }

    /**
     * The transaction's {@code amount}, not {@code charged_amount}, which may include fees. Fractions of a minor unit are
     * dropped. Empty if unreadable.
     */
    static Optional<Money> amount(JsonValue transaction) {
        try {
            Optional<BigDecimal> amount = Json.text(transaction, "amount").map(BigDecimal::new);
            return amount.flatMap(major -> Json.text(transaction, "currency").map(currency -> Money.ofMajor(
                    roundedToUnit(major, Money.zero(currency.trim().toUpperCase(Locale.ROOT))),
                    currency.trim().toUpperCase(Locale.ROOT))));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static BigDecimal roundedToUnit(BigDecimal major, Money unit) {
        // A huge scale would allocate as many digits.
        return major.precision() > 40 || Math.abs((long) major.scale()) > 40
                ? major
                : major.setScale(unit.major().scale(), RoundingMode.DOWN);
    }

    private static String key(String id, String event, String status) {
        return id + ":" + event + ":" + status.trim().toLowerCase(Locale.ROOT);
    }

    /** The first of these fields that is present, cut to the length that is stored. */
    private static Optional<String> text(JsonValue object, String... fields) {
        return Stream.of(fields).flatMap(field -> Json.text(object, field).stream()).findFirst()
                .map(found -> CodePoints.cut(found, WebhookField.MAX_LENGTH));
    }

    private static Optional<String> first(JsonValue object, String... fields) {
        return WebhookField.limited(fields[0],
                Stream.of(fields).flatMap(field -> Json.text(object, field).stream()).findFirst());
    }

    private static UnreadableWebhook missing(String field) {
        return new UnreadableWebhook("The field '" + field + "' is missing.");
    }
}
