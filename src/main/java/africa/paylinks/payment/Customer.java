package africa.paylinks.payment;

import java.util.Optional;

/** Who pays, as far as the merchant told; never printed, because it is personal data. */
public record Customer(Optional<String> name, Optional<String> email, Optional<String> phone) {

    /** A customer of whom nothing is known. */
    public static final Customer UNKNOWN = new Customer(Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether nothing is known. */
    public boolean isUnknown() {
        return name.isEmpty() && email.isEmpty() && phone.isEmpty();
    }

    @Override
    public String toString() {
        return "Customer[not shown]";
    }
}
