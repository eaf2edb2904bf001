package africa.paylinks.payment;

import java.util.Optional;

/**
 * The payments that customers make from a reusable link: their ids have a prefix of their own, and their order is the link,
 * so no lookup is needed.
 */
public final class LinkPayment {

    /** The origin in the ids of such payments. */
    public static final String ORIGIN = "pay_lnk";
    private static final String PREFIX = ORIGIN + "_";

    private LinkPayment() {
    }

    /** Whether a payment was made from a reusable link. */
    public static boolean is(String paymentId) {
        return paymentId.startsWith(PREFIX);
    }

    /** The reusable link that a payment was made from; empty for any other payment. */
    public static Optional<String> linkId(PaymentTerms terms) {
        return Optional.of(terms.orderId()).filter(link -> is(terms.id()));
    }
}
