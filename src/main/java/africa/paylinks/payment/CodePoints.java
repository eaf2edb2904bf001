package africa.paylinks.payment;

/** Lengths of text as people count them: a character outside the basic plane is one, though Java keeps it as two. */
public final class CodePoints {

    private CodePoints() {
    }

    /** How many code points a text has. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The text, or its first {@code longest} code points; never half of a surrogate pair. */
    public static String cut(String text, int longest) {
        // A code point has one or two chars: only text with more chars than that can be too long.
        return text.length() <= longest || length(text) <= longest ? text : text.substring(0, text.offsetByCodePoints(0, longest));
    }

    /** Whether a text holds half of a surrogate pair, which no encoding can write. */
    public static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    /** Whether a text holds a control character, line breaks and tabs included. */
    public static boolean hasControl(String text) {
        return text.chars().anyMatch(character -> character < ' ' || character == 0x7f);
    }
}
