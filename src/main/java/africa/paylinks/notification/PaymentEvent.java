package africa.paylinks.notification;

import africa.paylinks.http.Json;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.TreeMap;

/**
 * News of a payment for whoever listens on the bus. It is made of what never changes, so that a repetition has the same
 * content, and holds nothing of who pays.
 *
 * @param type   such as {@code payment.completed}
 * @param detail the event's body
 */
public record PaymentEvent(String type, Instant at, ObjectNode detail) {

    static PaymentEvent of(OutboxRecord news, PaymentTerms terms) {
        ObjectNode detail = Json.object().put("id", news.eventId()).put("type", news.type())
                .put("at", PaymentJson.instant(news.at()));
        ObjectNode payment = detail.putObject("payment");
        payment.put("id", terms.id()).put("merchant", terms.merchant()).put("orderId", terms.orderId())
                .put("provider", terms.provider()).put("method", terms.method().wireName())
                .put("status", news.status().name())
                .put("amount", terms.amount().majorText()).put("currency", terms.amount().currency());
        news.providerReference().ifPresent(reference -> payment.put("providerReference", reference));
        news.failure().ifPresent(failure -> payment.putObject("failure")
                .put("code", failure.code()).put("message", failure.message()));
        if (news.status() == PaymentStatus.REFUNDED) {
            payment.put("refundedAmount", terms.amount().majorText());
        }
        String currency = terms.amount().currency();
        news.refund().ifPresent(refund -> {
            payment.put("refundedAmount", new Money(refund.refundedMinor(), currency).majorText());
            payment.putObject("refund").put("id", refund.refundId())
                    .put("amount", new Money(refund.minor(), currency).majorText());
        });
        ObjectNode metadata = payment.putObject("metadata");
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        payment.put("createdAt", PaymentJson.instant(terms.createdAt()))
                .put("expiresAt", PaymentJson.instant(terms.expiresAt()));
        return new PaymentEvent(news.type(), news.at(), detail);
    }
}
