package africa.paylinks.local.dynamodb;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** DynamoDB's numbers: at most 38 significant digits, from 1E-130 to 9.99…E+125 on either side of zero. */
final class Numbers {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");
    private static final int DIGITS = 38;
    private static final int HIGHEST_EXPONENT = 125;
    private static final int LOWEST_EXPONENT = -130;
    private static final int EXPONENT_OFFSET = 500;

    private Numbers() {
    }

    /** Reads a number and refuses one that DynamoDB cannot hold. */
    static BigDecimal of(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw DynamoDbError.validation("The parameter cannot be converted to a numeric value" + (text.isEmpty() ? "" : ": " + text));
        }
        return within(new BigDecimal(text));
    }

    /** Refuses a number, given or calculated, that DynamoDB cannot hold. */
    static BigDecimal within(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        // Strips first, because a plain form of a large exponent is huge.
        BigDecimal stripped = number.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        if (exponent > HIGHEST_EXPONENT) {
            throw DynamoDbError.validation("Number overflow. Attempting to store a number with magnitude larger than supported range");
        } else if (exponent < LOWEST_EXPONENT) {
            throw DynamoDbError.validation("Number underflow. Attempting to store a number with magnitude smaller than supported range");
        } else if (stripped.precision() > DIGITS) {
            throw DynamoDbError.validation("Attempting to store more than 38 significant digits in a Number");
        }
        return stripped;
    }

    /** Writes a number as DynamoDB does: without an exponent and without trailing zeros. */
    static String text(BigDecimal number) {
        return within(number).toPlainString();
    }

    /** Encodes a number as text that sorts in numeric order. */
    static String ordered(BigDecimal number) {
        if (number.signum() == 0) {
            return "2";
        }
        BigDecimal stripped = number.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() + EXPONENT_OFFSET;
        String digits = stripped.unscaledValue().abs().toString();
        if (number.signum() > 0) {
            return "3" + String.format("%04d", exponent) + digits;
        }
        StringBuilder reversed = new StringBuilder("1").append(String.format("%04d", 9_999 - exponent));
        digits.chars().forEach(digit -> reversed.append((char) ('0' + '9' - digit)));
        return reversed.append(':').toString();
    }
}
