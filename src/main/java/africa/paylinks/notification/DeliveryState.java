package africa.paylinks.notification;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The state of one event's delivery to one endpoint.
 *
 * @param deadLetters how often it was dead-lettered; each redrive starts afresh
 * @param attempts    failed attempts since then, or since it was resent
 * @param notBefore   the earliest time of the next attempt
 * @param last        the last attempt
 * @param resend      the resend that opened it last; empty if there was none
 */
record DeliveryState(Stage stage, int deadLetters, int attempts, Instant notBefore, Optional<Attempt> last, String resend) {

    /** No attempt was made yet. */
    static final DeliveryState NEW = of(Stage.OPEN);
    /** The endpoint does not receive this event, unless it is resent. */
    static final DeliveryState EXCLUDED = of(Stage.EXCLUDED);

    /** The stage of a delivery. */
    enum Stage {
        /** Waits for delivery. */
        OPEN,
        /** Was not sent, because the endpoint was off; precedes later events when the endpoint is on again. */
        SKIPPED,
        /** The merchant has received it. */
        DELIVERED,
        /** The merchant has already received a later event of the payment, so this one would move its status back. */
        SUPERSEDED,
        /** All attempts failed. */
        DEAD,
        /** The endpoint does not receive events of this type, or was created later. It is not stored. */
        EXCLUDED
    }

    /**
     * An attempt.
     *
     * @param answer the HTTP status, or why there was none
     */
    record Attempt(Instant at, String answer) {
    }

    private static DeliveryState of(Stage stage) {
        return new DeliveryState(stage, 0, 0, Instant.EPOCH, Optional.empty(), "");
    }

    boolean is(Stage other) {
        return stage == other;
    }

    /** Whether it waits for delivery. */
    boolean isOpen() {
        return stage == Stage.OPEN || stage == Stage.SKIPPED;
    }

    /** Whether nothing is sent any more. */
    boolean isFinal() {
        return stage == Stage.DELIVERED || stage == Stage.SUPERSEDED || stage == Stage.EXCLUDED;
    }

    /** Whether the merchant asked for it, so that later events do not supersede it. */
    boolean isResent() {
        return !resend.isEmpty() && isOpen();
    }

    DeliveryState to(Stage next) {
        return new DeliveryState(next, deadLetters, attempts, Instant.EPOCH, last, resend);
    }

    /** After another failed attempt. */
    DeliveryState failed(int number, Instant next) {
        return new DeliveryState(stage == Stage.SKIPPED ? Stage.OPEN : stage, deadLetters, number, next, last, resend);
    }

    DeliveryState deadLettered() {
        return new DeliveryState(Stage.DEAD, deadLetters + 1, attempts, Instant.EPOCH, last, resend);
    }

    DeliveryState restarted() {
        return new DeliveryState(Stage.OPEN, deadLetters, 0, Instant.EPOCH, last, resend);
    }

    /** Opened again for a merchant that asked for it. */
    DeliveryState resent(String id) {
        return new DeliveryState(Stage.OPEN, deadLetters, 0, Instant.EPOCH, last, id);
    }

    DeliveryState answered(Instant at, String answer) {
        return new DeliveryState(stage, deadLetters, attempts, notBefore, Optional.of(new Attempt(at, answer)), resend);
    }

    /** Serializes the state for {@link #read}. */
    String text() {
        String text = stage.name().toLowerCase(Locale.ROOT) + ":" + deadLetters + ":" + attempts + ":" + notBefore.toEpochMilli();
        return last.isEmpty() && resend.isEmpty() ? text
                : text + ":" + last.map(attempt -> attempt.at.toEpochMilli() + ":" + attempt.answer).orElse(":") + ":" + resend;
    }

    /** Parses a state from {@link #text}; an earlier version wrote neither attempt nor resend. */
    static DeliveryState read(String text) {
        String[] parts = text.split(":", -1);
        boolean isExtended = parts.length > 6;
        return new DeliveryState(Stage.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]), Instant.ofEpochMilli(Long.parseLong(parts[3])),
                isExtended && !parts[4].isEmpty() ? Optional.of(new Attempt(Instant.ofEpochMilli(Long.parseLong(parts[4])), parts[5]))
                        : Optional.empty(),
                isExtended ? parts[6] : "");
    }
}
