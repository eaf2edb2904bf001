package africa.paylinks.paystack;

import africa.paylinks.payment.PaymentIds;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reference of a transaction. Paystack accepts letters, digits, {@code -}, {@code .} and {@code =}, so the underscores
 * of a payment id become hyphens, which no payment id has. A reference can be used once, so a repeated creation whose first
 * answer was lost appends its number.
 */
final class PaystackReference {

    /** Creations of one payment. */
    static final int MAX_ATTEMPTS = 5;

    private static final Pattern REFERENCE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]{0,49})(?:\\.([2-5]))?");

    private PaystackReference() {
    }

    /** The reference of the first creation. */
    static String of(String paymentId) {
        return paymentId.replace('_', '-');
    }

    /** @param attempt from 1 to {@link #MAX_ATTEMPTS} */
    static String of(String paymentId, int attempt) {
        return attempt == 1 ? of(paymentId) : of(paymentId) + "." + attempt;
    }

    /** The payment id of a reference; empty if the reference cannot be ours. */
    static Optional<String> paymentId(String reference) {
        Matcher matcher = REFERENCE.matcher(reference);
        return matcher.matches()
                ? Optional.of(matcher.group(1).replace('-', '_')).filter(PaymentIds::isPossible)
                : Optional.empty();
    }

    static boolean isOf(String reference, String paymentId) {
        return paymentId(reference).filter(paymentId::equals).isPresent();
    }
}
