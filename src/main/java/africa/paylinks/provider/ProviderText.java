package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import java.util.regex.Pattern;

/**
 * Sanitizes every text that comes from a provider before it is shown, stored or logged. It first cuts the text, so that its
 * length does not matter, and then masks what looks like an email address, phone number or account number.
 */
public final class ProviderText {

    private static final int MAX_LENGTH = 300;
    /** Possessive quantifiers keep matching linear. */
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]++@[^\\s@]++");
    private static final Pattern NUMBER = Pattern.compile("\\+?+\\p{Nd}(?:[ .()\u00a0\u2011-]{0,3}+\\p{Nd}){6,}+");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}]+");

    /** The cut may split an address or a number. */
    private static final Pattern PARTIAL_WORD = Pattern.compile("[\\p{Nd}\\s().+-]{0,20}+\\S{0,64}+$");

    private ProviderText() {
    }

    /** A provider's text that may be shown, stored and logged; at most 300 characters. */
    public static String publishable(String text) {
        String cut = cut(text, MAX_LENGTH);
        String plain = CONTROL.matcher(cut).replaceAll(" ").strip();
        String masked = NUMBER.matcher(EMAIL.matcher(plain).replaceAll("***")).replaceAll("***");
        return cut.length() < text.length() ? PARTIAL_WORD.matcher(masked).replaceFirst("…") : masked;
    }

    /** A failure with the provider's sanitized message. */
    public static Failure failure(String code, String message) {
        return new Failure(code, publishable(message));
    }

    /** At most {@code maxLength} characters, without splitting a surrogate pair. */
    public static String cut(String text, int maxLength) {
        return text.length() <= maxLength ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength);
    }
}
