package africa.paylinks.notification;

import africa.paylinks.http.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an event is about. Only a payment's events need more than their outbox record, whose content is complete otherwise. */
enum EventSubject {
    PAYMENT,
    SUBSCRIPTION,
    TRANSFER;

    /** The name of the subject in an event's body. */
    String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The attribute of an outbox record that holds the subject's id. */
    private String idAttribute() {
        return field() + "Id";
    }

    /** The subject of an outbox record, in the stream's format; empty when it names none. */
    static Optional<EventSubject> ofRecord(JsonValue image) {
        return Stream.of(values()).filter(subject -> image.has(subject.idAttribute())).findFirst();
    }

    /** The id of an outbox record's subject. */
    String id(JsonValue image) {
        return OutboxRecord.required(image, idAttribute());
    }

    /** The subject's part of an event's body. */
    static JsonValue contentOf(JsonValue detail) {
        return detail.path(Stream.of(values()).map(EventSubject::field).filter(detail::has).findFirst().orElse(PAYMENT.field()));
    }
}
