package africa.paylinks.payment;

import java.util.Optional;

/**
 * How the phone numbers of one country are built, so that a number is read in every way in which people write it. A further
 * country is one constant more.
 *
 * @param countryCode the digits after the plus sign
 * @param trunkPrefix what stands before a number within the country, and in error also after its country code
 * @param digits      how many digits a number has after both; its first is never zero
 */
public record NumberingPlan(String countryCode, String trunkPrefix, int digits) {

    /** Ghana: {@code 024 123 4567} at home is {@code +233 24 123 4567} abroad. */
    public static final NumberingPlan GHANA = new NumberingPlan("233", "0", 9);

    /** The number with plus sign and country code; empty when it is not one of the country. */
    public Optional<String> read(String written) {
        String number = PastedText.phone(written);
        boolean international = number.startsWith("+");
        String figures = international ? number.substring(1) : number;
        if (figures.startsWith(countryCode)) {
            String rest = figures.substring(countryCode.length());
            return national(rest).or(() -> withoutTrunk(rest));
        }
        return international ? Optional.empty() : withoutTrunk(figures);
    }

    private Optional<String> withoutTrunk(String figures) {
        return figures.startsWith(trunkPrefix) ? national(figures.substring(trunkPrefix.length())) : Optional.empty();
    }

    private Optional<String> national(String figures) {
        boolean fits = figures.length() == digits && figures.charAt(0) != '0'
                && figures.chars().allMatch(figure -> figure >= '0' && figure <= '9');
        return fits ? Optional.of("+" + countryCode + figures) : Optional.empty();
    }
}
