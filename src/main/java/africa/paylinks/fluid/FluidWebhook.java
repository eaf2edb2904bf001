package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the body of an authentic webhook (API reference, "Payload structure"). */
final class FluidWebhook {

    private static final String NO_REFERENCE = "-";
    private static final int LONGEST = 200;

    private FluidWebhook() {
    }

    /**
     * Reads what it says of a payment.
     *
     * @throws UnreadableWebhook when event, event id, or the reference of a known event are missing
     */
    static ProviderEvent read(byte[] bytes, FluidDialect dialect) {
        JsonValue body = Json.readObject(bytes)
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object."));
        String event = bounded("event", Json.text(body, "event").or(() -> Json.text(body, "event_type"))
                .or(() -> Json.text(body, "type")));
        String key = bounded("event_id", Json.text(body, "event_id"));
        FluidTransaction transaction = FluidTransaction.read(body);
        Optional<PaymentStatus> status = status(event, transaction);
        Optional<String> reference = transaction.partnerReference();
        Optional<Failure> failure = status.filter(failed -> failed == PaymentStatus.FAILED)
                .map(failed -> transaction.failure());
        ProviderEvent read = new ProviderEvent(key,
                status.isPresent() ? bounded("partner_reference", reference) : reference.filter(FluidWebhook::isBounded).orElse(NO_REFERENCE),
                status, status.flatMap(reached -> paid(reached, transaction, dialect)), transaction.reference(), failure,
                detail(event, transaction)).alsoCalled(transaction.names());
        // What was paid is given back whole or not at all.
        return status.filter(PaymentStatus.REFUNDED::equals).isPresent() ? read.defaultingToAmountDue() : read;
    }

    /** The event decides; a status beside it that says something else makes it nothing to act on. */
    private static Optional<PaymentStatus> status(String event, FluidTransaction transaction) {
        Optional<PaymentStatus> stated = transaction.status().flatMap(FluidStatus::named);
        return FluidStatus.ofEvent(event).filter(meant -> stated.isEmpty() || stated.get() == meant);
    }

    private static Optional<Money> paid(PaymentStatus status, FluidTransaction transaction, FluidDialect dialect) {
        return transaction.currency().filter(currency -> status.isPaid())
                .flatMap(currency -> dialect.amount(transaction.amount(), currency));
    }

    private static Map<String, String> detail(String event, FluidTransaction transaction) {
        Map<String, String> detail = new HashMap<>();
        detail.put("fluidEvent", event);
        transaction.status().filter(FluidWebhook::isBounded).ifPresent(status -> detail.put("fluidStatus", status));
        transaction.approvalMethod().filter(FluidWebhook::isBounded).ifPresent(method -> detail.put("approvalMethod", method));
        Optional.of(transaction.amount().asText()).filter(amount -> !amount.isBlank() && isBounded(amount))
                .ifPresent(amount -> detail.put("fluidAmount", amount));
        return detail;
    }

    private static String bounded(String field, Optional<String> text) {
        String value = text.orElseThrow(() -> new UnreadableWebhook("The field '" + field + "' is missing."));
        if (!isBounded(value)) {
            throw new UnreadableWebhook("The field '" + field + "' is longer than " + LONGEST + " characters.");
        }
        return value;
    }

    private static boolean isBounded(String text) {
        return text.length() <= LONGEST;
    }
}
