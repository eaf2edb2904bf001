package africa.paylinks.payment;

import java.util.Optional;

/**
 * How the customer pays.
 *
 * @param link        the page to open; every payment has one
 * @param ussdCode    the code to dial, if the method has one
 * @param bankAccount the account to transfer to, if the method has one
 */
public record PaymentInstructions(String link, Optional<String> ussdCode, Optional<BankAccount> bankAccount) {
}
