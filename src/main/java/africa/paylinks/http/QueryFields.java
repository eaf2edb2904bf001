package africa.paylinks.http;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads query parameters and collects what is wrong with them. */
public final class QueryFields {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int CHECK_LENGTH = 16;

    private final ApiRequest request;
    private final List<FieldError> errors = new ArrayList<>();

    public QueryFields(ApiRequest request) {
        this.request = request;
    }

    /** A parameter; reports one that the parser does not take. */
    public <T> Optional<T> read(String name, String message, Function<String, Optional<T>> parser) {
        Optional<String> text = request.queryParameter(name);
        Optional<T> value = text.flatMap(parser);
        if (text.isPresent() && value.isEmpty()) {
            error(name, message);
        }
        return value;
    }

    /** True or false; absent is false. */
    public boolean flag(String name) {
        return read(name, "Use true or false.", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.<Boolean>empty();
        }).orElse(false);
    }

    /** The size of a page: 1 to 100, by default 20. */
    public int limit() {
        return read("limit", "Use a number from 1 to " + MAX_LIMIT + ".", text -> Optional.of(text)
                .filter(digits -> digits.matches("[0-9]{1,3}")).map(Integer::valueOf)
                .filter(number -> number >= 1 && number <= MAX_LIMIT)).orElse(DEFAULT_LIMIT);
    }

    /** A time with zone, rounded up to whole milliseconds. */
    public Optional<Instant> time(String name) {
        // A plus sign that is not percent-encoded arrives as a space.
        return read(name, "Use an ISO 8601 time with zone.", text -> parseTime(text.replace(' ', '+')));
    }

    static Optional<Instant> parseTime(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            // Stored times have whole milliseconds: round up, which is correct for both ends of a range.
            Instant whole = instant.truncatedTo(ChronoUnit.MILLIS);
            return Optional.of(whole.equals(instant) ? whole : whole.plusMillis(1)).filter(QueryFields::isPlausible);
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    /** Whether a time can be stored: from 1970 to the year 9998. */
    public static boolean isPlausible(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && instant.isBefore(Instant.parse("9999-01-01T00:00:00Z"));
    }

    /**
     * The position in {@code cursor}.
     *
     * @param scope what the list belongs to; a cursor of another list is refused
     */
    public <T> Optional<T> cursor(String scope, Function<String, Optional<T>> parser) {
        return read("cursor", "Use the nextCursor of the previous page.", cursor -> {
            try {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
                return text.length() > CHECK_LENGTH && text.startsWith(check(scope, text.substring(CHECK_LENGTH)))
                        ? parser.apply(text.substring(CHECK_LENGTH)) : Optional.empty();
            } catch (IllegalArgumentException | DateTimeException notOurs) {
                return Optional.empty();
            }
        });
    }

    /** The cursor of a position in a list. */
    public static String cursor(String scope, String position) {
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString((check(scope, position) + position).getBytes(StandardCharsets.US_ASCII));
    }

    private static String check(String scope, String position) {
        return Sha256.hex(scope + "\n" + position).substring(0, CHECK_LENGTH);
    }

    /** Reports an invalid parameter. */
    public void error(String name, String message) {
        errors.add(new FieldError("/" + name, message));
    }

    /**
     * Ends the reading.
     *
     * @throws ProblemException 400 that lists every error
     */
    public void requireValid() {
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED, "Correct the parameters listed in 'errors'.", errors));
        }
    }
}
