package africa.paylinks.provider;

import africa.paylinks.payment.Failure;
import java.util.regex.Pattern;

/**
 * The one place through which a provider's words go before anybody sees them: cut short first, so that nothing that follows
 * depends on how much a provider sends, then without what looks like an email address, a phone or an account number.
 */
public final class ProviderText {

    private static final int LONGEST = 300;
    /** Each character is looked at once: no part can match what another one matched. */
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]++@[^\\s@]++");
    private static final Pattern NUMBER = Pattern.compile("\\+?+\\p{Nd}(?:[ .()\u00a0\u2011-]{0,3}+\\p{Nd}){6,}+");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}]+");

    /** At the place of the cut there may stand the beginning of an address or a number. */
    private static final Pattern HALF_WORD = Pattern.compile("[\\p{Nd}\\s().+-]{0,20}+\\S{0,64}+$");

    private ProviderText() {
    }

    /** A provider's words as they may be shown, kept and logged; at most 300 characters. */
    public static String publishable(String text) {
        String cut = cut(text, LONGEST);
        String plain = CONTROL.matcher(cut).replaceAll(" ").strip();
        String masked = NUMBER.matcher(EMAIL.matcher(plain).replaceAll("***")).replaceAll("***");
        return cut.length() < text.length() ? HALF_WORD.matcher(masked).replaceFirst("…") : masked;
    }

    /** A failure in a provider's words. */
    public static Failure failure(String code, String message) {
        return new Failure(code, publishable(message));
    }

    /** So many characters at most, and never half of one. */
    public static String cut(String text, int longest) {
        return text.length() <= longest ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
