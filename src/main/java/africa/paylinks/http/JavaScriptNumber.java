package africa.paylinks.http;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Formats a JSON number as JavaScript does: the shortest decimal that reads back as the same 53-bit binary fraction
 * (ECMA-262, 6.1.6.1.20). It uses exact arithmetic, because this code base allows no binary fractions near money.
 */
final class JavaScriptNumber {

    private static final int BITS = 53;
    private static final int LOWEST_EXPONENT = -1074;
    private static final int HIGHEST_EXPONENT = 971;
    private static final int MAX_DIGITS = 17;
    /** Decimals of up to this many digits survive the conversion to a binary fraction and back. */
    private static final int DIGITS_ALWAYS_KEPT = 15;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigInteger FULL = BigInteger.ONE.shiftLeft(BITS);

    private JavaScriptNumber() {
    }

    /** Formats the number as {@code JSON.stringify} does; a number too large for JavaScript becomes {@code null}. */
    static String write(String json) {
        BigDecimal number = new BigDecimal(json);
        if (number.signum() == 0) {
            return "0";
        }
        // Checks the range by the position of the first digit, before any digit is expanded.
        long magnitude = (long) number.precision() - number.scale();
        if (magnitude > 310) {
            return "null";
        }
        boolean exact = number.precision() <= DIGITS_ALWAYS_KEPT && Math.abs(magnitude) <= 300;
        String digits = exact ? formatted(number.abs()) : magnitude < -330 ? "0" : positive(number.abs());
        return digits.equals("0") || digits.equals("null") || number.signum() > 0 ? digits : "-" + digits;
    }

    private static String positive(BigDecimal number) {
        int exponent = exponent(number);
        BigInteger mantissa = number.divide(power(exponent), new MathContext(0)).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
        if (mantissa.equals(FULL)) {
            mantissa = mantissa.shiftRight(1);
            exponent++;
        }
        if (exponent > HIGHEST_EXPONENT) {
            return "null";
        }
        return mantissa.signum() == 0 ? "0" : formatted(shortest(mantissa, exponent));
    }

    /** The exponent that leaves 53 bits before the binary point, or fewer for the smallest numbers. */
    private static int exponent(BigDecimal number) {
        int exponent = Math.max(LOWEST_EXPONENT, (int) Math.floorDiv((number.precision() - number.scale() - 1) * 33219L, 10000L) - BITS);
        while (number.compareTo(power(exponent).multiply(new BigDecimal(FULL))) >= 0) {
            exponent++;
        }
        while (exponent > LOWEST_EXPONENT && number.compareTo(power(exponent).multiply(new BigDecimal(FULL.shiftRight(1)))) < 0) {
            exponent--;
        }
        return exponent;
    }

    private static BigDecimal power(int exponent) {
        return exponent >= 0 ? TWO.pow(exponent) : BigDecimal.ONE.divide(TWO.pow(-exponent));
    }

    /** The shortest decimal that reads back as this number; of several, the closest. */
    private static BigDecimal shortest(BigInteger mantissa, int exponent) {
        BigDecimal value = new BigDecimal(mantissa).multiply(power(exponent));
        BigDecimal half = power(exponent).divide(TWO);
        boolean narrowBelow = mantissa.equals(FULL.shiftRight(1)) && exponent > LOWEST_EXPONENT;
        BigDecimal low = value.subtract(narrowBelow ? half.divide(TWO) : half);
        BigDecimal high = value.add(half);
        boolean endsCount = !mantissa.testBit(0);
        for (int digits = 1; digits < MAX_DIGITS; digits++) {
            BigDecimal below = value.round(new MathContext(digits, RoundingMode.DOWN));
            BigDecimal above = value.round(new MathContext(digits, RoundingMode.UP));
            boolean belowFits = below.compareTo(low) > 0 || endsCount && below.compareTo(low) == 0;
            boolean aboveFits = above.compareTo(high) < 0 || endsCount && above.compareTo(high) == 0;
            if (belowFits || aboveFits) {
                boolean closerBelow = value.subtract(below).compareTo(above.subtract(value)) <= 0;
                return belowFits && (closerBelow || !aboveFits) ? below : above;
            }
        }
        return value.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String formatted(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        String digits = stripped.unscaledValue().toString();
        int point = digits.length() - stripped.scale();
        if (point > 21 || point <= -6) {
            int exponent = point - 1;
            return digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + (exponent < 0 ? "e-" : "e+")
                    + Math.abs(exponent);
        }
        return stripped.toPlainString();
    }
}
