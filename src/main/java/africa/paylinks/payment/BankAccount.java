package africa.paylinks.payment;

/** The bank account to which the customer transfers the money. */
public record BankAccount(String bank, String number, String name) {
}
