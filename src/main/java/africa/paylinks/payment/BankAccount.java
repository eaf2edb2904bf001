package africa.paylinks.payment;

/** The account that the customer transfers to. */
public record BankAccount(String bank, String number, String name) {
}
