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
 * The page's messages, amounts and times in one language. It has its own formats, because a native executable includes
 * only the locale data of the language it is built with.
 */
final class Messages {

    private static final Map<Language, Messages> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, new Messages(language, read(language)));
        }
    }

    private final Language language;
    private final Properties properties;

    private Messages(Language language, Properties properties) {
        this.language = language;
        this.properties = properties;
    }

    static Messages in(Language language) {
        return ALL.get(language);
    }

    Language language() {
        return language;
    }

    /** A message, unescaped. */
    String of(MessageKey text) {
        return Optional.ofNullable(properties.getProperty(text.name()))
                .orElseThrow(() -> new IllegalStateException(text + " is missing in " + language));
    }

    /** A message with a value for its {}, unescaped. */
    String of(MessageKey text, String filling) {
        return of(text).replace("{}", filling);
    }

    /** The customer's message for a failure; empty if its code is unknown. */
    Optional<String> failure(Failure failure) {
        return Optional.ofNullable(properties.getProperty("FAILURE_" + failure.code()));
    }

    /** Formats an amount in the language's digits and separators, such as {@code 5,000.00 NGN} or {@code 5 000 XOF}. */
    String amount(Money money) {
        return number(money) + '\u00a0' + money.currency();
    }

    /** The same in large letters, which may wrap before the currency but never within the number. */
    String largeAmount(Money money) {
        return number(money) + ' ' + money.currency();
    }

    private String number(Money money) {
        String plain = money.majorText();
        int point = plain.indexOf('.');
        String integerPart = point < 0 ? plain : plain.substring(0, point);
        StringBuilder grouped = new StringBuilder();
        for (int i = 0; i < integerPart.length(); i++) {
            if (i > 0 && (integerPart.length() - i) % 3 == 0) {
                grouped.append(language.grouping());
            }
            grouped.append(integerPart.charAt(i));
        }
        if (point >= 0) {
            grouped.append(language.decimal()).append(plain, point + 1, plain.length());
        }
        return digits(grouped.toString());
    }

    /** Writes a text's digits as the language does. */
    String digits(String text) {
        StringBuilder written = new StringBuilder(text.length());
        text.chars().forEach(figure -> written.append((char) (figure >= '0' && figure <= '9' ? language.zero() + figure - '0' : figure)));
        return written.toString();
    }

    /** Formats a time, to the minute and in UTC. */
    String time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        return of(MessageKey.TIME)
                .replace("{day}", digits(Integer.toString(time.getDayOfMonth())))
                .replace("{month}", of(MessageKey.MONTHS).split(",")[time.getMonthValue() - 1])
                .replace("{year}", digits(Integer.toString(time.getYear())))
                .replace("{clock}", digits(two(time.getHour()) + ":" + two(time.getMinute())));
    }

    /** Formats a duration, rounded up, such as {@code 30 seconds} or {@code 2 minutes}. */
    String duration(Duration duration) {
        long seconds = Math.max(1, (duration.toMillis() + 999) / 1000);
        return seconds < 120 ? of(MessageKey.IN_SECONDS, digits(Long.toString(seconds)))
                : of(MessageKey.IN_MINUTES, digits(Long.toString((seconds + 59) / 60)));
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static Properties read(Language language) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(PageAssets.resource("messages-" + language.code() + ".properties")));
            return properties;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
