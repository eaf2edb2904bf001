package africa.paylinks.payment;

import java.util.Optional;

/**
 * Who pays, as far as the merchant told; never printed, because it is personal data.
 *
 * @param phone with country code, such as {@code +23276000000}
 * @param bank  what the provider calls the customer's bank
 */
public record Customer(Optional<String> name, Optional<String> email, Optional<String> phone, Optional<String> bank) {

    /** A customer of whom nothing is known. */
    public static final Customer UNKNOWN = new Customer(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    /** Whether nothing is known. */
    public boolean isUnknown() {
        return name.isEmpty() && email.isEmpty() && phone.isEmpty() && bank.isEmpty();
    }

    @Override
    public String toString() {
        return "Customer[not shown]";
    }
}
