package africa.paylinks.checkout;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What the page says in one language, amounts and times included. Formats are its own, because a native executable holds
 * the locale data of its builder's language only.
 */
final class Messages {

    private static final Map<Language, Messages> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, new Messages(language, read(language)));
        }
    }

    private final Language language;
    private final Properties words;

    private Messages(Language language, Properties words) {
        this.language = language;
        this.words = words;
    }

    static Messages in(Language language) {
        return ALL.get(language);
    }

    Language language() {
        return language;
    }

    /** A text as it stands; not yet escaped. */
    String of(MessageKey text) {
        return Optional.ofNullable(words.getProperty(text.name()))
                .orElseThrow(() -> new IllegalStateException(text + " is missing in " + language));
    }

    /** A text with its gap filled; not yet escaped. */
    String of(MessageKey text, String filling) {
        return of(text).replace("{}", filling);
    }

    /** What a failure of a known code means to the customer. */
    Optional<String> failure(Failure failure) {
        return Optional.ofNullable(words.getProperty("FAILURE_" + failure.code()));
    }

    /** An amount to read, such as {@code 5,000.00 NGN} or {@code 5 000 XOF}. */
    String amount(Money money) {
        String plain = money.majorText();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        StringBuilder grouped = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            if (i > 0 && (whole.length() - i) % 3 == 0) {
                grouped.append(language == Language.FRENCH ? '\u202f' : ',');
            }
            grouped.append(whole.charAt(i));
        }
        if (point >= 0) {
            grouped.append(language == Language.FRENCH ? ',' : '.').append(plain, point + 1, plain.length());
        }
        return grouped.append('\u00a0').append(money.currency()).toString();
    }

    /** A time to read, to the minute and in UTC. */
    String time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        return time.getDayOfMonth() + " " + of(MessageKey.MONTHS).split(",")[time.getMonthValue() - 1] + " " + time.getYear()
                + (language == Language.FRENCH ? " à " : ", ") + two(time.getHour()) + ":" + two(time.getMinute()) + " UTC";
    }

    /** How long something takes, rounded up, such as {@code 30 seconds} or {@code 2 minutes}. */
    String duration(Duration duration) {
        long seconds = Math.max(1, (duration.toMillis() + 999) / 1000);
        return seconds < 120 ? of(MessageKey.IN_SECONDS, Long.toString(seconds)) : of(MessageKey.IN_MINUTES, Long.toString((seconds + 59) / 60));
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static Properties read(Language language) {
        Properties words = new Properties();
        try {
            words.load(new StringReader(PageAssets.resource("texts-" + language.code() + ".properties")));
            return words;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
