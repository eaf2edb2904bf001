package africa.paylinks.payment;

/**
 * Cleans text that a person typed or pasted. Phones and contact cards wrap numbers in directional marks, and web pages
 * contain no-break spaces and typographic hyphens.
 */
public final class PastedText {

    private PastedText() {
    }

    /** The text with plain spaces and hyphens, without invisible characters and surrounding space. */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().filter(point -> !isInvisible(point)).forEach(point ->
                clean.appendCodePoint(isSpace(point) ? ' ' : isHyphen(point) ? '-' : point));
        return clean.toString().strip();
    }

    /**
     * Normalizes a phone number to digits and a plus sign, whatever the script of the digits and the separators. A leading
     * {@code 00} becomes a plus sign. Other characters stay, so that other text does not become a number.
     */
    public static String phone(String text) {
        StringBuilder number = new StringBuilder(text.length());
        clean(text).codePoints().forEach(point -> {
            if (Character.getType(point) == Character.DECIMAL_DIGIT_NUMBER) {
                number.append(Character.digit(point, 10));
            } else if (point == '\uff0b') {
                number.append('+');
            } else if (" ().-/\t".indexOf(point) < 0) {
                number.appendCodePoint(point);
            }
        });
        return number.indexOf("00") == 0 ? number.replace(0, 2, "+").toString() : number.toString();
    }

    private static boolean isInvisible(int point) {
        return point >= 0x200b && point <= 0x200f || point >= 0x202a && point <= 0x202e
                || point >= 0x2060 && point <= 0x2069 || point == 0xfeff || point == 0x00ad || point == 0x061c
                || point == 0x180e;
    }

    private static boolean isSpace(int point) {
        return point != ' ' && Character.isSpaceChar(point);
    }

    private static boolean isHyphen(int point) {
        return point >= 0x2010 && point <= 0x2015 || point == 0x2212 || point == 0xff0d;
    }
}
