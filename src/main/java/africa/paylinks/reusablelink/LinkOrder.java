package africa.paylinks.reusablelink;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a customer chose and entered on the page of a link.
 *
 * @param amount   of one piece
 * @param quantity how many pieces
 * @param note     what the customer wrote to the merchant
 */
public record LinkOrder(Money amount, int quantity, Customer customer, Optional<String> note) {

    /** The amount of several pieces; empty when it is more than a payment can be. */
    static Optional<Money> total(Money amount, int quantity) {
        try {
            return Optional.of(Money.ofMajor(amount.major().multiply(BigDecimal.valueOf(quantity)), amount.currency()));
        } catch (IllegalArgumentException tooLarge) {
            return Optional.empty();
        }
    }

    Money total() {
        return total(amount, quantity).orElseThrow(() -> new IllegalStateException("The quantity was checked with the link"));
    }

    /** Distinguishes entries of a form without storing them; nobody can guess them from it, because the token is not stored either. */
    String fingerprint(String token) {
        return Sha256.hex(token + "\n" + amount + "\n" + quantity + "\n" + customer.name() + "\n" + customer.email() + "\n" + customer.phone() + "\n" + note);
    }
}
