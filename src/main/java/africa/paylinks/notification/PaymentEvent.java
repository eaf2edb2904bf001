package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An event of a payment, a subscription or a transfer on the bus. It is built from immutable data, so that a repetition has the
 * same content, and contains no data about the customer.
 *
 * @param type   such as {@code payment.completed}
 * @param detail the event's body
 */
public record PaymentEvent(String type, Instant at, JsonValue detail) {

    /**
     * The event of an outbox record.
     *
     * @param payments reads the payment, if the record is about one
     * @return empty when there is no such payment
     */
    static Optional<PaymentEvent> of(OutboxRecord outboxRecord, Function<String, Optional<Payment>> payments) {
        return outboxRecord.content().map(content -> Optional.of(of(outboxRecord, content)))
                .orElseGet(() -> payments.apply(outboxRecord.paymentId()).map(payment -> of(outboxRecord, payment)));
    }

    private static PaymentEvent of(OutboxRecord outboxRecord, OutboxRecord.Content content) {
        JsonObject detail = Json.object().put("id", outboxRecord.eventId()).put("type", outboxRecord.type())
                .put("at", PaymentJson.instant(outboxRecord.at()));
        detail.put(content.subject(), Json.copy(content.data()).put("merchant", content.merchant()));
        return new PaymentEvent(outboxRecord.type(), outboxRecord.at(), detail);
    }

    /** What the event is about, in the webhook to the merchant. */
    JsonValue content() {
        return EventSubject.contentOf(detail);
    }

    /** @param payment the payment, read after the event was written */
    static PaymentEvent of(OutboxRecord outboxRecord, Payment payment) {
        PaymentTerms terms = payment.terms();
        String currency = terms.amount().currency();
        JsonObject detail = Json.object().put("id", outboxRecord.eventId()).put("type", outboxRecord.type())
                .put("at", PaymentJson.instant(outboxRecord.at()));
        JsonObject content = detail.putObject("payment");
        content.put("id", terms.id()).put("merchant", terms.merchant()).put("orderId", terms.orderId())
                .put("provider", terms.provider()).put("method", terms.method().wireName())
                .put("status", outboxRecord.status().name())
                .put("amount", terms.amount().majorText()).put("currency", currency)
                // The received amount never changes once it is set.
                .put("receivedAmount", (outboxRecord.status().isPaid() ? payment.received() : Money.zero(currency)).majorText());
        if (outboxRecord.status().isPaid()) {
            // It never changes either.
            payment.providerFee().ifPresent(fee -> content.put("providerFee", fee.majorText()));
        }
        outboxRecord.providerReference().ifPresent(reference -> content.put("providerReference", reference));
        outboxRecord.failure().ifPresent(failure -> content.putObject("failure")
                .put("code", failure.code()).put("message", failure.message()));
        if (outboxRecord.status() == PaymentStatus.REFUNDED) {
            content.put("refundedAmount", terms.amount().majorText());
        }
        outboxRecord.refund().ifPresent(refund -> {
            content.put("refundedAmount", new Money(refund.refundedMinor(), currency).majorText());
            content.putObject("refund").put("id", refund.refundId())
                    .put("amount", new Money(refund.minor(), currency).majorText()).put("source", refund.source().wireName());
        });
        JsonObject metadata = content.putObject("metadata");
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        content.put("createdAt", PaymentJson.instant(terms.createdAt()))
                .put("expiresAt", PaymentJson.instant(terms.expiresAt()));
        return new PaymentEvent(outboxRecord.type(), outboxRecord.at(), detail);
    }
}
