package africa.paylinks.notification;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * News of a payment as the outbox keeps it; none of it ever changes.
 *
 * @param eventId names the news, the same whenever it is read
 * @param type    such as {@code payment.completed}
 * @param cause   how the news came, such as {@code webhook}; empty in records of an earlier version
 * @param refund  the refund that it is about, where it is about one of ours
 */
public record OutboxRecord(String eventId, String paymentId, String type, PaymentStatus status, Instant at,
        Optional<String> cause, Optional<String> providerReference, Optional<Failure> failure, Optional<GivenBack> refund) {

    /** As it happened: clocks may differ, ranks and what has gone back only rise. */
    static final Comparator<OutboxRecord> IN_ORDER = Comparator
            .<OutboxRecord>comparingInt(news -> news.status().rank())
            .thenComparingLong(news -> news.refund().map(GivenBack::refundedMinor).orElse(0L))
            .thenComparing(OutboxRecord::at);

    /**
     * News of a refund.
     *
     * @param minor         how much of the payment it gave back, in minor units
     * @param refundedMinor how much of the payment has gone back with it, in minor units
     */
    public record GivenBack(String refundId, long minor, long refundedMinor) {
    }

    /**
     * Reads an item as the stream gives it, each attribute as an object of type and value.
     *
     * @return empty when it is not one of the outbox
     * @throws IllegalStateException when it is, and lacks what it should have
     */
    public static Optional<OutboxRecord> read(JsonValue image) {
        if (image == null || !text(image, "pk").orElse("").startsWith("OUTBOX#")) {
            return Optional.empty();
        }
        return Optional.of(new OutboxRecord(eventId(required(image, "pk"), required(image, "sk")),
                required(image, "paymentId"), required(image, "type"), PaymentStatus.valueOf(required(image, "status")),
                Instant.parse(required(image, "at")), text(image, "cause"), text(image, "providerReference"), failure(image),
                text(image, "refundId").map(id -> new GivenBack(id, number(image, "refundMinor"),
                        number(image, "refundedMinor")))));
    }

    private static Optional<Failure> failure(JsonValue image) {
        JsonValue failure = image.path("failure").path("M");
        return failure.isObject()
                ? Optional.of(new Failure(required(failure, "code"), required(failure, "message")))
                : Optional.empty();
    }

    private static long number(JsonValue image, String attribute) {
        return Json.text(image.path(attribute), "N").map(Long::valueOf)
                .orElseThrow(() -> new IllegalStateException("An outbox record lacks " + attribute));
    }

    private static Optional<String> text(JsonValue image, String attribute) {
        return Json.text(image.path(attribute), "S");
    }

    private static String required(JsonValue image, String attribute) {
        return text(image, attribute)
                .orElseThrow(() -> new IllegalStateException("An outbox record lacks " + attribute));
    }

    private static String eventId(String partition, String sort) {
        return "evt_" + Sha256.hex(partition + "\n" + sort).substring(0, 32);
    }
}
