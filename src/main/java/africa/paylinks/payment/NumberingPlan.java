package africa.paylinks.payment;

import java.util.Optional;

/**
 * The format of one country's phone numbers, to parse all the ways in which people write them. Add a country by adding a
 * constant.
 *
 * @param countryCode the digits after the plus sign
 * @param trunkPrefix the prefix of national numbers, which people also write after the country code by mistake
 * @param digits      number of digits after both; the first is never zero in a country with a trunk prefix
 * @param former      digits that came before a former, shorter number when the country made its numbers longer
 */
public record NumberingPlan(String countryCode, String trunkPrefix, int digits, String former) {

    /** Ghana: national {@code 024 123 4567} is international {@code +233 24 123 4567}. */
    public static final NumberingPlan GHANA = new NumberingPlan("233", "0", 9);

    /** Benin: ten digits since 2024-11-30, when {@code 01} was put before the former eight. */
    public static final NumberingPlan BENIN = new NumberingPlan("229", "", 10, "01");

    /** A plan whose numbers never became longer. */
    public NumberingPlan(String countryCode, String trunkPrefix, int digits) {
        this(countryCode, trunkPrefix, digits, "");
    }

    /** A number that begins with the country code, with or without a plus sign. */
    Optional<String> readInternational(String written) {
        String number = PastedText.phone(written);
        String figures = number.startsWith("+") ? number.substring(1) : number;
        return figures.startsWith(countryCode) ? read(number) : Optional.empty();
    }

    /** The number with plus sign and country code; empty when it is not a number of this country. */
    public Optional<String> read(String written) {
        String number = PastedText.phone(written);
        boolean international = number.startsWith("+");
        String figures = international ? number.substring(1) : number;
        if (figures.startsWith(countryCode)) {
            String nationalNumber = figures.substring(countryCode.length());
            return national(nationalNumber).or(() -> withoutTrunk(nationalNumber)).or(() -> formerNumber(nationalNumber));
        }
        return international ? Optional.empty() : withoutTrunk(figures);
    }

    private Optional<String> withoutTrunk(String figures) {
        return figures.startsWith(trunkPrefix) ? national(figures.substring(trunkPrefix.length())) : Optional.empty();
    }

    private Optional<String> formerNumber(String figures) {
        return former.isEmpty() || figures.length() != digits - former.length() ? Optional.empty() : national(former + figures);
    }

    private Optional<String> national(String figures) {
        boolean fits = figures.length() == digits && (trunkPrefix.isEmpty() || figures.charAt(0) != '0')
                && figures.chars().allMatch(figure -> figure >= '0' && figure <= '9');
        return fits ? Optional.of("+" + countryCode + figures) : Optional.empty();
    }
}
