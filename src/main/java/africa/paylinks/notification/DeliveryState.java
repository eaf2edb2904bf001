package africa.paylinks.notification;

import java.time.Instant;
import java.util.Locale;

/**
 * The delivery state of one event.
 *
 * @param deadLetters how often it was dead-lettered; each redrive starts afresh
 * @param attempts    failed attempts since then
 * @param notBefore   the earliest time of the next attempt
 */
record DeliveryState(Stage stage, int deadLetters, int attempts, Instant notBefore) {

    /** No attempt was made yet. */
    static final DeliveryState NEW = open(0, 0, Instant.EPOCH);

    /** The stage of a delivery. */
    enum Stage {
        /** Waits for delivery. */
        OPEN,
        /** The merchant has received it. */
        DELIVERED,
        /** The merchant has already received a later event of the payment, so this one would move its status back. */
        SUPERSEDED,
        /** All attempts failed. */
        DEAD
    }

    static DeliveryState open(int deadLetters, int attempts, Instant notBefore) {
        return new DeliveryState(Stage.OPEN, deadLetters, attempts, notBefore);
    }

    boolean is(Stage other) {
        return stage == other;
    }

    DeliveryState to(Stage next) {
        return new DeliveryState(next, deadLetters, attempts, Instant.EPOCH);
    }

    DeliveryState deadLettered() {
        return new DeliveryState(Stage.DEAD, deadLetters + 1, attempts, Instant.EPOCH);
    }

    DeliveryState restarted() {
        return open(deadLetters, 0, Instant.EPOCH);
    }

    /** Serializes the state for {@link #read}. */
    String text() {
        return stage.name().toLowerCase(Locale.ROOT) + ":" + deadLetters + ":" + attempts + ":" + notBefore.toEpochMilli();
    }

    /** Parses a state from {@link #text}. */
    static DeliveryState read(String text) {
        String[] parts = text.split(":");
        return new DeliveryState(Stage.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]), Instant.ofEpochMilli(Long.parseLong(parts[3])));
    }
}
