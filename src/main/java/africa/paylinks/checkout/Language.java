package africa.paylinks.checkout;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A language of the page, with the digits and separators of its numbers (Unicode CLDR). The Maghreb writes Arabic with other
 * digits than Egypt and Sudan.
 */
enum Language {
    ENGLISH("en", "English", '0', ',', '.'),
    FRENCH("fr", "Français", '0', '\u202f', ','),
    PORTUGUESE("pt", "Português", '0', '\u00a0', ','),
    ARABIC("ar", "العربية", '\u0660', '\u066c', '\u066b'),
    ARABIC_OF_THE_MAGHREB("ar-MA", "العربية", '0', '.', ',');

    /** The languages to choose from. */
    static final List<Language> CHOICES = List.of(ENGLISH, FRENCH, PORTUGUESE, ARABIC);

    private static final Set<String> MAGHREB = Set.of("DZ", "EH", "LY", "MA", "TN");

    private final String tag;
    private final String ownName;
    private final char zero;
    private final char grouping;
    private final char decimal;

    Language(String tag, String ownName, char zero, char grouping, char decimal) {
        this.tag = tag;
        this.ownName = ownName;
        this.zero = zero;
        this.grouping = grouping;
        this.decimal = decimal;
    }

    /** The language tag (BCP 47), as in {@code lang} attributes and parameters. */
    String tag() {
        return tag;
    }

    /** The ISO 639 code. */
    String code() {
        return tag.substring(0, 2);
    }

    /** The language's name in itself. */
    String ownName() {
        return ownName;
    }

    /** Whether it is written from right to left. */
    boolean isRightToLeft() {
        return code().equals("ar");
    }

    char zero() {
        return zero;
    }

    char grouping() {
        return grouping;
    }

    char decimal() {
        return decimal;
    }

    /** The language of a tag such as {@code fr} or {@code fr-CI}; empty if unsupported. */
    static Optional<Language> named(String tag) {
        String[] parts = tag.trim().split("[-_]");
        String primary = parts[0].toLowerCase(Locale.ROOT);
        String region = parts.length > 1 ? parts[parts.length - 1].toUpperCase(Locale.ROOT) : "";
        return CHOICES.stream().filter(language -> language.tag.equals(primary)).findFirst()
                .map(language -> language == ARABIC && MAGHREB.contains(region) ? ARABIC_OF_THE_MAGHREB : language);
    }

    /** The preferred language of an {@code Accept-Language} header (RFC 9110); empty if it names none of ours. */
    static Optional<Language> preferred(String acceptLanguage) {
        Optional<Language> best = Optional.empty();
        BigDecimal bestWeight = BigDecimal.ZERO;
        for (String range : acceptLanguage.split(",")) {
            String[] parts = range.split(";", 2);
            BigDecimal weight = parts.length == 1 ? BigDecimal.ONE : weight(parts[1]);
            Optional<Language> language = named(parts[0]);
            if (language.isPresent() && weight.compareTo(bestWeight) > 0) {
                best = language;
                bestWeight = weight;
            }
        }
        return best;
    }

    /**
     * The language of a page: what the customer chose, else what the browser prefers, else the merchant's, else English. The
     * merchant's country decides how its language is written.
     */
    static Language of(Optional<Language> chosen, String acceptLanguage, Optional<Language> merchants) {
        Language language = chosen.or(() -> preferred(acceptLanguage)).or(() -> merchants).orElse(ENGLISH);
        return merchants.filter(its -> its.code().equals(language.tag)).orElse(language);
    }

    private static BigDecimal weight(String parameter) {
        String text = parameter.trim();
        return text.matches("q=[01](\\.[0-9]{0,3})?") ? new BigDecimal(text.substring(2)) : BigDecimal.ZERO;
    }
}
