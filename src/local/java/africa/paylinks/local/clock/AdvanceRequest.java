package africa.paylinks.local.clock;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how far the clock is to move: by {@code {"advance":"P1M"}} or to {@code {"to":"2027-01-01T00:00:00Z"}}. */
final class AdvanceRequest {

    private static final String ADVANCE = "advance";
    private static final String TO = "to";
    private static final Period FARTHEST = Period.ofYears(5);
    /** ISO 8601's periods and durations in one, such as {@code P1M}, {@code PT15M} and {@code P1DT12H}. */
    private static final Pattern AMOUNT = Pattern.compile("P(?=.)((?:\\d+Y)?(?:\\d+M)?(?:\\d+W)?(?:\\d+D)?)(T(?=\\d)(?:\\d+H)?(?:\\d+M)?(?:\\d+(?:\\.\\d{1,9})?S)?)?");

    private AdvanceRequest() {
    }

    /** A request that cannot be served, with what is wrong for the caller. */
    static final class Invalid extends Exception {

        Invalid(String detail) {
            super(detail);
        }
    }

    /**
     * Returns where the clock is to stand.
     *
     * @throws Invalid when the request cannot be read, or moves the clock backwards or too far
     */
    static Instant target(byte[] body, Instant now) throws Invalid {
        ObjectNode request = object(body);
        Set<String> unknown = Json.unknownFields(request, Set.of(ADVANCE, TO));
        if (!unknown.isEmpty()) {
            throw new Invalid("Unknown: " + unknown + ". Send either advance or to");
        }
        if (request.hasNonNull(ADVANCE) == request.hasNonNull(TO)) {
            throw new Invalid("Send either advance, a period such as P32D, PT15M or P1M, or to, a time such as 2027-01-01T00:00:00Z");
        }
        Instant target = request.hasNonNull(ADVANCE) ? after(now, text(request, ADVANCE)) : time(text(request, TO));
        if (target.isBefore(now)) {
            throw new Invalid("The clock shows " + now + " and moves forward only; " + target + " has passed");
        }
        if (target.isAfter(now.atOffset(ZoneOffset.UTC).plus(FARTHEST).toInstant())) {
            throw new Invalid("A request moves the clock by 5 years at most; it shows " + now);
        }
        return target;
    }

    private static ObjectNode object(byte[] body) throws Invalid {
        try {
            return Json.readObject(body);
        } catch (IOException e) {
            throw new Invalid("The body is " + e.getMessage());
        }
    }

    private static String text(ObjectNode request, String field) throws Invalid {
        if (!request.get(field).isTextual()) {
            throw new Invalid(field + " is a text");
        }
        return request.get(field).textValue();
    }

    private static Instant after(Instant now, String amount) throws Invalid {
        if (amount.matches("[-+].*|P.*-\\d.*")) {
            throw new Invalid("The clock moves forward only; advance is " + amount);
        }
        Matcher parts = AMOUNT.matcher(amount);
        if (!parts.matches()) {
            throw new Invalid("advance is an ISO 8601 period such as P32D, PT15M or P1M, not " + amount);
        }
        try {
            Period dates = parts.group(1).isEmpty() ? Period.ZERO : Period.parse("P" + parts.group(1));
            Duration times = parts.group(2) == null ? Duration.ZERO : Duration.parse("P" + parts.group(2));
            return now.atOffset(ZoneOffset.UTC).plus(dates).plus(times).toInstant();
        } catch (DateTimeException | ArithmeticException tooFar) {
            throw new Invalid("A request moves the clock by 5 years at most, not by " + amount);
        }
    }

    private static Instant time(String time) throws Invalid {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException unreadable) {
            throw new Invalid("to is a time with an offset such as 2027-01-01T00:00:00Z, not " + time);
        }
    }
}
