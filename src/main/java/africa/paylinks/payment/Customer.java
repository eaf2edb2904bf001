package africa.paylinks.payment;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who pays, as far as the merchant told; never printed, because it is personal data.
 *
 * @param id    what the merchant calls the customer
 * @param phone with country code, such as {@code +23276000000}
 * @param bank  what the provider calls the customer's bank
 */
public record Customer(Optional<String> id, Optional<String> name, Optional<String> email, Optional<String> phone,
        Optional<String> bank) {

    private static final int LONGEST_EMAIL = 254;
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\",;]{1,64}@[A-Za-z0-9.-]{1,250}\\.[A-Za-z0-9-]{2,63}");
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");

    /** A customer of whom nothing is known. */
    public static final Customer UNKNOWN = new Customer(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    /** A customer for whom the merchant has no id, or tells none. */
    public Customer(Optional<String> name, Optional<String> email, Optional<String> phone, Optional<String> bank) {
        this(Optional.empty(), name, email, phone, bank);
    }

    /** Whether nothing is known. */
    public boolean isUnknown() {
        return id.isEmpty() && name.isEmpty() && email.isEmpty() && phone.isEmpty() && bank.isEmpty();
    }

    /** Whether the text is written as an email address is. */
    public static boolean isEmail(String text) {
        return text.length() <= LONGEST_EMAIL && EMAIL.matcher(text).matches();
    }

    /** Whether the text is a phone number with country code and nothing between its digits. */
    public static boolean isPhone(String text) {
        return PHONE.matcher(text).matches();
    }

    @Override
    public String toString() {
        return "Customer[not shown]";
    }
}
