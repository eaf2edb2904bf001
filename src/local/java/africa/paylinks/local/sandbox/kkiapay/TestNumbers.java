package africa.paylinks.local.sandbox.kkiapay;

import java.util.Map;
import java.util.Set;

/** KKiaPay's test numbers: MTN and Moov of Benin. The last two digits decide the outcome. */
final class TestNumbers {

    private static final Set<String> PREFIXES = Set.of("610000", "970000", "680000", "950000");
    private static final Map<String, String> ENDINGS =
            Map.of("00", "", "01", "processing_error", "02", "insufficient_fund", "03", "payment_declined");

    private TestNumbers() {
    }

    /** Returns the failure code of a number, empty when it pays. */
    static String failureCode(String typed) {
        String number = national(typed);
        return number.length() == 8 && PREFIXES.contains(number.substring(0, 6))
                ? ENDINGS.getOrDefault(number.substring(6), "invalid_phone") : "invalid_phone";
    }

    /** Returns the eight digits of a number without the country code and without the 01 that Benin added to all numbers in 2024. */
    private static String national(String typed) {
        String digits = typed.replaceAll("[^0-9]", "").replaceFirst("^00", "");
        String national = digits.length() > 10 && digits.startsWith("229") ? digits.substring(3) : digits;
        return national.length() == 10 && national.startsWith("01") ? national.substring(2) : national;
    }
}
