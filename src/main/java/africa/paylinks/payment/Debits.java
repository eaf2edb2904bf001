package africa.paylinks.payment;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The debits of a payment whose customer corrected the phone number: each has a number, and a reference of its own at the
 * provider. Earlier ones may still succeed, so they are followed to their end.
 *
 * @param current    the debit that counts; 1 until a number is corrected. A failure of an earlier one does not fail the payment
 * @param references the provider's ids by number, as far as known; empty until a number is corrected
 * @param paidBy     the debit that paid
 */
public record Debits(int current, Map<Integer, String> references, OptionalInt paidBy) {

    /** The largest number, because of its single digit. */
    public static final int MAX = 9;
    /** The debits of a payment without a correction. */
    public static final Debits FIRST = new Debits(1, Map.of(), OptionalInt.empty());

    /** Other ids contain dashes and digits of their own. */
    private static final Pattern CORRECTED = Pattern.compile("(pay_[a-z2-7]{26})-([2-9])");
    private static final Pattern CORRECTABLE = Pattern.compile("pay_[a-z2-7]{26}");

    public Debits {
        references = Map.copyOf(references);
    }

    /** Whether a payment's id leaves room for the number of a corrected debit. */
    public static boolean allowsCorrection(String paymentId) {
        return CORRECTABLE.matcher(paymentId).matches();
    }

    /** A debit's reference at the provider. */
    public static String reference(String paymentId, int number) {
        return number == 1 ? ProviderReference.of(paymentId) : paymentId + "-" + number;
    }

    /** The payment's id in a debit's reference. */
    public static String paymentId(String reference) {
        Matcher corrected = CORRECTED.matcher(reference);
        return corrected.matches() ? corrected.group(1) : ProviderReference.paymentId(reference);
    }

    /** The number in a debit's reference. */
    public static int number(String reference) {
        Matcher corrected = CORRECTED.matcher(reference);
        return corrected.matches() ? Integer.parseInt(corrected.group(2)) : 1;
    }

    /** The number of the debit with a provider's id, if the number was corrected and the id is known. */
    public Optional<Integer> numberOf(String providerReference) {
        return references.entrySet().stream().filter(debit -> debit.getValue().equals(providerReference)).map(Map.Entry::getKey).findFirst();
    }

    /** Whether a number was corrected, so that two debits may succeed. */
    public boolean areSeveral() {
        return current > 1;
    }
}
