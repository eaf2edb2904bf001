package africa.paylinks.notification;

import java.time.Instant;
import java.util.Locale;

/**
 * How far the delivery of one piece of news has come.
 *
 * @param round     how often it had become a dead letter before; each time it starts afresh
 * @param attempts  how many attempts of this round failed
 * @param notBefore when the next attempt may be made
 */
record DeliveryState(Stage stage, int round, int attempts, Instant notBefore) {

    /** Nothing was tried yet. */
    static final DeliveryState NEW = open(0, 0, Instant.EPOCH);

    /** What is still to be done. */
    enum Stage {
        /** It is to be delivered. */
        OPEN,
        /** The merchant has it. */
        DELIVERED,
        /** The merchant had later news of the payment before it could have this; it would take the payment back. */
        SUPERSEDED,
        /** The merchant would not have it however often it was tried. */
        DEAD
    }

    static DeliveryState open(int round, int attempts, Instant notBefore) {
        return new DeliveryState(Stage.OPEN, round, attempts, notBefore);
    }

    boolean is(Stage other) {
        return stage == other;
    }

    DeliveryState to(Stage next) {
        return new DeliveryState(next, round, attempts, Instant.EPOCH);
    }

    DeliveryState deadLettered() {
        return new DeliveryState(Stage.DEAD, round + 1, attempts, Instant.EPOCH);
    }

    DeliveryState restarted() {
        return open(round, 0, Instant.EPOCH);
    }

    /** The state as {@link #read} takes it. */
    String text() {
        return stage.name().toLowerCase(Locale.ROOT) + ":" + round + ":" + attempts + ":" + notBefore.toEpochMilli();
    }

    /** The state in a text that {@link #text} made. */
    static DeliveryState read(String text) {
        String[] parts = text.split(":");
        return new DeliveryState(Stage.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]), Instant.ofEpochMilli(Long.parseLong(parts[3])));
    }
}
