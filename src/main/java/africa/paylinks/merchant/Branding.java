package africa.paylinks.merchant;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a merchant appears on the pages that its customers see.
 *
 * @param merchant the merchant's name in payments
 * @param values   the fields that are set
 * @param logo     the logo's id
 */
public record Branding(String merchant, Map<Field, String> values, Optional<String> logo) {

    /** The languages of the pages (ISO 639). */
    public static final Set<String> LANGUAGES = Set.of("ar", "en", "fr", "pt");

    /** A field that the merchant may leave out. */
    public enum Field {
        DISPLAY_NAME("displayName"),
        ACCENT_COLOR("accentColor"),
        SUPPORT_EMAIL("supportEmail"),
        SUPPORT_PHONE("supportPhone"),
        SUPPORT_URL("supportUrl"),
        LOCALE("locale");

        private final String wireName;

        Field(String wireName) {
            this.wireName = wireName;
        }

        /** The name in JSON and in the table. */
        public String wireName() {
            return wireName;
        }

        /** The field of a name. */
        static Optional<Field> named(String name) {
            for (Field field : values()) {
                if (field.wireName.equals(name)) {
                    return Optional.of(field);
                }
            }
            return Optional.empty();
        }
    }

    public Branding {
        values = Map.copyOf(values);
    }

    /** The branding of a merchant that has set nothing. */
    public static Branding none(String merchant) {
        return new Branding(merchant, new EnumMap<>(Field.class), Optional.empty());
    }

    /** A field's value. */
    public Optional<String> value(Field field) {
        return Optional.ofNullable(values.get(field));
    }

    /** Whom the customer pays: never empty. */
    public String payee() {
        return value(Field.DISPLAY_NAME).orElse(merchant);
    }

    /** The accent colour; a stored text that is no colour is left out. */
    public Optional<AccentColor> accentColor() {
        return value(Field.ACCENT_COLOR).flatMap(AccentColor::read);
    }
}
