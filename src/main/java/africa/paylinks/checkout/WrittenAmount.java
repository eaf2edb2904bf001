package africa.paylinks.checkout;

import java.math.BigDecimal;
import java.util.Optional;

/** Reads amounts as people write them: with either decimal separator, with separators of thousands, in digits of any script. */
final class WrittenAmount {

    private static final int MAX_DIGITS = 20;
    private static final String SPACES = " \u00a0\u202f\u2009'\u2019";
    private static final String POINTS = ".\u066b";
    private static final String COMMAS = ",\u060c\u066c";

    private WrittenAmount() {
    }

    /** The number; empty if the text is none. */
    static Optional<BigDecimal> read(String text) {
        StringBuilder plain = new StringBuilder();
        for (int character : text.strip().codePoints().toArray()) {
            if (Character.isDigit(character)) {
                plain.append((char) ('0' + Character.digit(character, 10)));
            } else if (POINTS.indexOf(character) >= 0) {
                plain.append('.');
            } else if (COMMAS.indexOf(character) >= 0) {
                plain.append(',');
            } else if (SPACES.indexOf(character) < 0) {
                return Optional.empty();
            }
        }
        int separator = decimalSeparator(plain.toString());
        String integer = without(separator < 0 ? plain.toString() : plain.substring(0, separator));
        String fraction = separator < 0 ? "" : plain.substring(separator + 1);
        return integer.isEmpty() || integer.length() + fraction.length() > MAX_DIGITS || !fraction.matches("[0-9]*")
                ? Optional.empty()
                : Optional.of(new BigDecimal(fraction.isEmpty() ? integer : integer + "." + fraction));
    }

    /** The last separator, unless it separates thousands: it occurs more often, or three digits follow it. */
    private static int decimalSeparator(String plain) {
        int last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
        if (last < 0) {
            return -1;
        }
        boolean repeated = plain.indexOf(plain.charAt(last)) < last;
        boolean alone = plain.indexOf('.') < 0 || plain.indexOf(',') < 0;
        boolean threeDigitsFollow = plain.length() - last == 4;
        return repeated || alone && threeDigitsFollow ? -1 : last;
    }

    private static String without(String separated) {
        return separated.replace(".", "").replace(",", "");
    }
}
