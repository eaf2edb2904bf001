package africa.paylinks.checkout;

import africa.paylinks.payment.BankAccount;
import java.util.Optional;

/**
 * The ways to pay that the page offers.
 *
 * @param page        the provider's own page
 * @param ussdCode    a code to dial
 * @param bankAccount an account to transfer to
 * @param debit       a form that asks for the account to debit
 * @param correction  whether the phone number of an open debit can be corrected
 */
record PaymentOptions(Optional<String> page, Optional<String> ussdCode, Optional<BankAccount> bankAccount,
        Optional<DebitForm> debit, boolean correction) {

    PaymentOptions(Optional<String> page, Optional<String> ussdCode, Optional<BankAccount> bankAccount, Optional<DebitForm> debit) {
        this(page, ussdCode, bankAccount, debit, false);
    }

    /** Waiting for an open debit whose number can be corrected. */
    static final PaymentOptions CORRECTION = new PaymentOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);

    static final PaymentOptions NONE = new PaymentOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    boolean isNone() {
        return page.isEmpty() && ussdCode.isEmpty() && bankAccount.isEmpty() && debit.isEmpty();
    }
}
