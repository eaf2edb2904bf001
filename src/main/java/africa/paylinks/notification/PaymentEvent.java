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
import java.util.TreeMap;

/**
 * A payment event on the bus. It is built from immutable data, so that a repetition has the same content, and contains no
 * data about the customer.
 *
 * @param type   such as {@code payment.completed}
 * @param detail the event's body
 */
public record PaymentEvent(String type, Instant at, JsonValue detail) {

    /** @param payment the payment, read after the event was written */
    static PaymentEvent of(OutboxRecord news, Payment payment) {
        PaymentTerms terms = payment.terms();
        String currency = terms.amount().currency();
        JsonObject detail = Json.object().put("id", news.eventId()).put("type", news.type())
                .put("at", PaymentJson.instant(news.at()));
        JsonObject told = detail.putObject("payment");
        told.put("id", terms.id()).put("merchant", terms.merchant()).put("orderId", terms.orderId())
                .put("provider", terms.provider()).put("method", terms.method().wireName())
                .put("status", news.status().name())
                .put("amount", terms.amount().majorText()).put("currency", currency)
                // The received amount never changes once it is set.
                .put("receivedAmount", (news.status().isPaid() ? payment.received() : Money.zero(currency)).majorText());
        news.providerReference().ifPresent(reference -> told.put("providerReference", reference));
        news.failure().ifPresent(failure -> told.putObject("failure")
                .put("code", failure.code()).put("message", failure.message()));
        if (news.status() == PaymentStatus.REFUNDED) {
            told.put("refundedAmount", terms.amount().majorText());
        }
        news.refund().ifPresent(refund -> {
            told.put("refundedAmount", new Money(refund.refundedMinor(), currency).majorText());
            told.putObject("refund").put("id", refund.refundId())
                    .put("amount", new Money(refund.minor(), currency).majorText());
        });
        JsonObject metadata = told.putObject("metadata");
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        told.put("createdAt", PaymentJson.instant(terms.createdAt()))
                .put("expiresAt", PaymentJson.instant(terms.expiresAt()));
        return new PaymentEvent(news.type(), news.at(), detail);
    }
}
