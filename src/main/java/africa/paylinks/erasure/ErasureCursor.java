package africa.paylinks.erasure;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a search for a customer's data continues.
 *
 * @param after the last item that was read of this kind; empty to begin
 */
record ErasureCursor(Kind kind, Optional<Position> after) {

    static final ErasureCursor START = new ErasureCursor(Kind.PAYMENTS, Optional.empty());

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    /** What is searched, in this order. */
    enum Kind {
        PAYMENTS, SUBSCRIPTIONS, ACCOUNTS, TRANSFERS;

        /** What is searched after this; empty at the end. */
        Optional<Kind> next() {
            return ordinal() + 1 < values().length ? Optional.of(values()[ordinal() + 1]) : Optional.empty();
        }
    }

    /** A position in a merchant's items of one kind, newest first. */
    record Position(Instant createdAt, String id) {
    }

    /** The cursor of an earlier answer; empty when it is none. */
    static Optional<ErasureCursor> parse(String text) {
        String[] parts = text.split(" ", -1);
        try {
            Kind kind = Kind.valueOf(parts[0]);
            if (parts.length == 1) {
                return Optional.of(new ErasureCursor(kind, Optional.empty()));
            }
            return parts.length == 3 && ID.matcher(parts[2]).matches()
                    ? Optional.of(new ErasureCursor(kind, Optional.of(new Position(Instant.parse(parts[1]), parts[2])))) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    String text() {
        return kind + after.map(position -> " " + position.createdAt() + " " + position.id()).orElse("");
    }
}
