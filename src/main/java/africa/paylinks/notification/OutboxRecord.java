package africa.paylinks.notification;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.RefundSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * An immutable event of a payment, a subscription or a transfer in the outbox.
 *
 * @param eventId the event's id, always the same
 * @param type    such as {@code payment.completed}
 * @param paymentId the id of the payment, subscription or transfer
 * @param cause   what caused the change, such as {@code webhook}; empty in records of an earlier version
 * @param refund  the refund that the event reports, if any
 * @param content the event's content, unless it is about a payment
 */
public record OutboxRecord(String eventId, String paymentId, String type, PaymentStatus status, Instant at,
        Optional<String> cause, Optional<String> providerReference, Optional<Failure> failure, Optional<RefundDetails> refund,
        Optional<Content> content) {

    /** The order in which events happened: clocks may differ, but ranks and refunded amounts only rise. */
    static final Comparator<OutboxRecord> IN_ORDER = Comparator
            .<OutboxRecord>comparingInt(event -> event.status().rank())
            .thenComparingLong(event -> event.refund().map(RefundDetails::refundedMinor).orElse(0L))
            .thenComparingLong(event -> event.content().map(Content::sequence).orElse(0L))
            .thenComparing(OutboxRecord::at);

    /** An event of a payment. */
    public OutboxRecord(String eventId, String paymentId, String type, PaymentStatus status, Instant at,
            Optional<String> cause, Optional<String> providerReference, Optional<Failure> failure, Optional<RefundDetails> refund) {
        this(eventId, paymentId, type, status, at, cause, providerReference, failure, refund, Optional.empty());
    }

    /**
     * The complete content of an event.
     *
     * @param subject  the name of what the event is about, such as {@code transfer}
     * @param sequence orders the events of one subject
     */
    public record Content(String subject, String merchant, long sequence, JsonValue data) {
    }

    /**
     * The refund of an event.
     *
     * @param minor         the refund's amount in minor units
     * @param refundedMinor the payment's total refunded amount after it, in minor units
     * @param source        who started it
     */
    public record RefundDetails(String refundId, long minor, long refundedMinor, RefundSource source) {

        /** A refund that was ordered through the API. */
        public RefundDetails(String refundId, long minor, long refundedMinor) {
            this(refundId, minor, refundedMinor, RefundSource.API);
        }
    }

    /**
     * Parses an item in the stream's format, where each attribute is an object of type and value.
     *
     * @return empty when the item is not from the outbox
     * @throws IllegalStateException when an attribute is missing
     */
    public static Optional<OutboxRecord> read(JsonValue image) {
        if (image == null || !text(image, "pk").orElse("").startsWith("OUTBOX#")) {
            return Optional.empty();
        }
        EventSubject subject = EventSubject.ofRecord(image).orElse(EventSubject.PAYMENT);
        if (subject != EventSubject.PAYMENT) {
            return Optional.of(complete(subject, image));
        }
        return Optional.of(new OutboxRecord(eventId(image), subject.id(image), required(image, "type"),
                PaymentStatus.valueOf(required(image, "status")), Instant.parse(required(image, "at")), text(image, "cause"),
                text(image, "providerReference"), failure(image),
                text(image, "refundId").map(id -> new RefundDetails(id, number(image, "refundMinor"),
                        number(image, "refundedMinor"), text(image, "refundSource").map(RefundSource::valueOf).orElse(RefundSource.API)))));
    }

    private static OutboxRecord complete(EventSubject subject, JsonValue image) {
        JsonValue data = Json.readObject(required(image, "data").getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("An outbox record has unreadable data"));
        // No payment: the status is the same for all events, so the sequence alone orders them.
        return new OutboxRecord(eventId(image), subject.id(image), required(image, "type"), PaymentStatus.PENDING,
                Instant.parse(required(image, "at")), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(new Content(subject.field(), required(image, "owner"), number(image, "sequence"), data)));
    }

    private static Optional<Failure> failure(JsonValue image) {
        JsonValue failure = image.path("failure").path("M");
        return failure.isObject()
                ? Optional.of(new Failure(required(failure, "code"), required(failure, "message")))
                : Optional.empty();
    }

    private static long number(JsonValue image, String attribute) {
        return Json.text(image.path(attribute), "N").map(Long::valueOf)
                .orElseThrow(() -> new IllegalStateException("An outbox record has no " + attribute));
    }

    private static Optional<String> text(JsonValue image, String attribute) {
        return Json.text(image.path(attribute), "S");
    }

    static String required(JsonValue image, String attribute) {
        return text(image, attribute)
                .orElseThrow(() -> new IllegalStateException("An outbox record has no " + attribute));
    }

    static String eventId(JsonValue image) {
        return "evt_" + Sha256.hex(required(image, "pk") + "\n" + required(image, "sk")).substring(0, 32);
    }
}
