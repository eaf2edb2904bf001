package africa.paylinks.payment;

/**
 * Records which routing rule chose the provider of a payment.
 *
 * @param rule   the rule's text at that time, such as {@code GHS/momo=fluid:25,flutterwave}
 * @param bucket the customer's bucket, 0 to 99
 */
public record Route(String rule, int bucket) {
}
