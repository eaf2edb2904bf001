package africa.paylinks.payment;

/** Measures text in code points: a character outside the basic plane counts as one, although Java stores two chars. */
public final class CodePoints {

    private CodePoints() {
    }

    /** The number of code points. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The first {@code longest} code points at most, without splitting a surrogate pair. */
    public static String cut(String text, int longest) {
        // A code point takes one or two chars, so only text with more chars than that can be too long.
        return text.length() <= longest || length(text) <= longest ? text : text.substring(0, text.offsetByCodePoints(0, longest));
    }

    /** Whether a text contains an unpaired surrogate, which no encoding can represent. */
    public static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    /** Whether a text contains a control character, including line breaks and tabs. */
    public static boolean hasControl(String text) {
        return text.chars().anyMatch(character -> character < ' ' || character == 0x7f);
    }
}
