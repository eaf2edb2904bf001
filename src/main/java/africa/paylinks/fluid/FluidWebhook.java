package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Debits;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookField;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Parses the body of an authentic webhook (API reference, "Payload structure"). */
final class FluidWebhook {

    private static final String NO_REFERENCE = "-";

    private FluidWebhook() {
    }

    /**
     * Parses a webhook.
     *
     * @throws UnreadableWebhook if the event, the event id, or the reference of a known event is missing
     */
    static ProviderEvent read(byte[] bytes, FluidDialect dialect) {
        JsonValue body = Json.readObject(bytes)
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object."));
        String event = WebhookField.required("event", Json.text(body, "event").or(() -> Json.text(body, "event_type"))
                .or(() -> Json.text(body, "type")));
        String key = WebhookField.required("event_id", Json.text(body, "event_id"));
        FluidTransaction transaction = FluidTransaction.read(body);
        Optional<PaymentStatus> status = status(event, transaction);
        Optional<String> reference = transaction.partnerReference().map(Debits::paymentId);
        Optional<Failure> failure = status.filter(failed -> failed == PaymentStatus.FAILED)
                .map(failed -> transaction.failure());
        ProviderEvent read = new ProviderEvent(key,
                status.isPresent() ? WebhookField.required("partner_reference", reference) : reference.filter(WebhookField::fits).orElse(NO_REFERENCE),
                status, status.flatMap(reached -> paid(reached, transaction, dialect)), transaction.reference(), failure,
                detail(event, transaction)).withAliases(transaction.allIds()).ofDebit(transaction.partnerReference().map(Debits::number).orElse(0));
        // FLUID reverses a debit only in full.
        return status.filter(PaymentStatus.REFUNDED::equals).isPresent() ? read.defaultingToAmountDue() : read;
    }

    /** Maps the event; empty if the body's status contradicts it. */
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
        transaction.status().filter(WebhookField::fits).ifPresent(status -> detail.put("fluidStatus", status));
        transaction.approvalMethod().filter(WebhookField::fits).ifPresent(method -> detail.put("approvalMethod", method));
        Optional.of(transaction.amount().asText()).filter(amount -> !amount.isBlank() && WebhookField.fits(amount))
                .ifPresent(amount -> detail.put("fluidAmount", amount));
        return detail;
    }
}
