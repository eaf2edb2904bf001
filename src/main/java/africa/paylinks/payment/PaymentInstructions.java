package africa.paylinks.payment;

import java.util.Optional;

/**
 * What the customer needs in order to pay.
 *
 * @param link        the page to open; every payment has one
 * @param ussdCode    the code to dial, where the method has one
 * @param bankAccount the account to transfer to, where the method has one
 */
public record PaymentInstructions(String link, Optional<String> ussdCode, Optional<BankAccount> bankAccount) {
}
