package africa.paylinks.checkout;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A language of the page. */
enum Language {
    ENGLISH("en"),
    FRENCH("fr");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** The ISO 639 code, as in {@code lang} attributes and parameters. */
    String code() {
        return code;
    }

    Language other() {
        return this == ENGLISH ? FRENCH : ENGLISH;
    }

    /** The language of a code such as {@code fr} or {@code fr-CI}; empty if unsupported. */
    static Optional<Language> named(String code) {
        String primary = code.trim().toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        return Arrays.stream(values()).filter(language -> language.code.equals(primary)).findFirst();
    }

    /** The preferred language of an {@code Accept-Language} header (RFC 9110), or English. */
    static Language preferred(String acceptLanguage) {
        Language best = ENGLISH;
        BigDecimal bestWeight = BigDecimal.ZERO;
        for (String range : acceptLanguage.split(",")) {
            String[] parts = range.split(";", 2);
            BigDecimal weight = parts.length == 1 ? BigDecimal.ONE : weight(parts[1]);
            Optional<Language> language = named(parts[0]);
            if (language.isPresent() && weight.compareTo(bestWeight) > 0) {
                best = language.get();
                bestWeight = weight;
            }
        }
        return best;
    }

    private static BigDecimal weight(String parameter) {
        String text = parameter.trim();
        return text.matches("q=[01](\\.[0-9]{0,3})?") ? new BigDecimal(text.substring(2)) : BigDecimal.ZERO;
    }
}
