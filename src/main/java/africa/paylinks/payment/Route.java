package africa.paylinks.payment;

/**
 * Why a payment went to its provider, where a rule chose it and not the merchant.
 *
 * @param rule   the rule as it was in force then, such as {@code GHS/momo=fluid:25,flutterwave}
 * @param bucket the customer's place among a hundred, 0 to 99
 */
public record Route(String rule, int bucket) {
}
