package africa.paylinks.subscription;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reference of an attempt, which is also its payment's id and order id: {@code SUB-{subscription}-{date}}, and for later
 * attempts {@code -r1}, {@code -r2} and so on. It has at most 50 characters.
 */
public record ChargeReference(String subscriptionId, LocalDate period, int number) {

    /** The start of every reference. */
    public static final String PREFIX = "SUB-";
    /** The maximum number of attempts of a period. */
    static final int MAX_ATTEMPTS = 1000;

    private static final Pattern TEXT =
            Pattern.compile("SUB-(sub_[a-z2-7]{26})-([0-9]{4}-[0-9]{2}-[0-9]{2})(?:-r([1-9][0-9]{0,2}))?");

    /** Parses a reference; empty if it is none. */
    public static Optional<ChargeReference> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return ChargeDates.parse(matcher.group(2)).map(date -> new ChargeReference(matcher.group(1), date,
                matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3))));
    }

    /** The reference as text. */
    public String text() {
        return PREFIX + subscriptionId + "-" + period + (number == 0 ? "" : "-r" + number);
    }
}
