package africa.paylinks.merchant;

import africa.paylinks.http.WebUrl;
import africa.paylinks.merchant.Branding.Field;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PastedText;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks what a merchant wants to show on its customers' pages. */
final class BrandingRules {

    private static final int MAX_NAME = 60;
    private static final int MAX_URL = 500;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;
    private static final Pattern LOCALE = Pattern.compile("[a-z]{2}(-[A-Z]{2})?");

    private BrandingRules() {
    }

    /**
     * The values to store; an empty one removes its field.
     *
     * @throws CommandRefused if a field is unknown or invalid
     */
    static Map<Field, Optional<String>> read(Map<String, String> wanted) {
        Map<Field, Optional<String>> changes = new EnumMap<>(Field.class);
        wanted.forEach((name, value) -> {
            Field field = Field.named(name).orElseThrow(() -> new CommandRefused("There is no branding field '" + name + "'."));
            String text = Optional.ofNullable(value).orElse("").strip();
            changes.put(field, text.isEmpty() ? Optional.empty() : Optional.of(checked(field, text)));
        });
        if (changes.isEmpty()) {
            throw new CommandRefused("Name a field to change; an empty value removes it.");
        }
        return changes;
    }

    /**
     * The logo of a command; empty to remove it.
     *
     * @throws CommandRefused if it is not base64, or not an accepted image
     */
    static Optional<LogoImage> logo(String base64) {
        try {
            return base64.isEmpty() ? Optional.empty() : Optional.of(LogoImage.read(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException notBase64) {
            throw new CommandRefused("The logo is not base64.");
        }
    }

    private static String checked(Field field, String text) {
        return switch (field) {
            case DISPLAY_NAME -> name(text);
            case ACCENT_COLOR -> color(text);
            case SUPPORT_EMAIL -> accepted(text, Customer.isEmail(text), "The support email is not an email address.");
            case SUPPORT_PHONE -> accepted(PastedText.phone(text), Customer.isPhone(PastedText.phone(text)),
                    "The support phone needs its country code, such as +233241234567.");
            case SUPPORT_URL -> accepted(text, isPage(text), "The support URL must be an https URL of at most " + MAX_URL + " characters.");
            case LOCALE -> accepted(text, LOCALE.matcher(text).matches() && Branding.LANGUAGES.contains(text.substring(0, 2)),
                    "The locale must be en, fr, pt or ar, with a country if you like, such as ar-MA.");
        };
    }

    private static String accepted(String value, boolean valid, String refusal) {
        if (!valid) {
            throw new CommandRefused(refusal);
        }
        return value;
    }

    private static String name(String text) {
        boolean plain = text.codePoints().allMatch(BrandingRules::isShown);
        return accepted(text, plain && CodePoints.length(text) <= MAX_NAME && !CodePoints.hasLoneSurrogate(text),
                "A display name has at most " + MAX_NAME + " characters, without control characters and invisible ones.");
    }

    /** Directional overrides could make a name read as another one; joiners belong to several scripts. */
    private static boolean isShown(int point) {
        int type = Character.getType(point);
        return point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER || type != Character.CONTROL && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static String color(String text) {
        AccentColor color = AccentColor.read(text).orElseThrow(() -> new CommandRefused("The accent colour must be #rrggbb, such as #0a5c46."));
        int contrast = color.contrast(AccentColor.WHITE);
        if (contrast < AccentColor.MINIMUM) {
            throw new CommandRefused("The accent colour " + color.hex() + " has a contrast of " + ratio(contrast) + " with the white page and needs "
                    + ratio(AccentColor.MINIMUM) + ". The closest darker shade is " + color.visibleOn(AccentColor.WHITE, AccentColor.BLACK).hex() + ".");
        }
        return color.hex();
    }

    private static String ratio(int hundredths) {
        return hundredths / 100 + "." + (hundredths % 100 < 10 ? "0" : "") + hundredths % 100 + ":1";
    }

    private static boolean isPage(String text) {
        return text.length() <= MAX_URL && WebUrl.parse(text).filter(url -> url.tls() && !url.user()).isPresent();
    }
}
