package africa.paylinks.paystack;

import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Failure;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Maps the text of the bank or network that Paystack forwards as {@code gateway_response}. */
final class PaystackFailure {

    private static final int LONGEST_READ = 500;
    private static final Failure PAYMENT_FAILED = new Failure("payment-failed", "The payment did not succeed. You can try again.");

    /** The first match wins. */
    private static final List<Reason> REASONS = List.of(
            reason("insufficient|not enough", "insufficient-funds", "There is not enough money in the account."),
            reason("\\b(pin|otp|token)\\b", "wrong-pin", "The PIN or code was wrong."),
            reason("time.?out|timed out|expired|not completed", "timed-out", "The payment was not confirmed in time. You can try again."),
            reason("cancel|abort", "cancelled-by-customer", "The payment was cancelled."),
            reason("limit|amount", "invalid-amount", "The amount cannot be paid from this account."),
            reason("invalid|incorrect|expired card|no such", "invalid-account", "The card or account cannot be used."),
            reason("declin|honou?r|restrict|not permitted|fraud|stolen|lost|blocked|suspected", "declined",
                    "The bank declined the payment. Try another card or account."),
            reason("unavailable|inoperative|unable|error|system", "provider-error", "The payment could not be processed. You can try again."));

    private PaystackFailure() {
    }

    static Failure of(String gatewayResponse) {
        String text = CodePoints.cut(gatewayResponse, LONGEST_READ).toLowerCase(Locale.ROOT);
        return REASONS.stream().filter(reason -> reason.phrase.matcher(text).find()).map(Reason::failure).findFirst().orElse(PAYMENT_FAILED);
    }

    private static Reason reason(String phrase, String code, String message) {
        return new Reason(Pattern.compile(phrase), new Failure(code, message));
    }

    private record Reason(Pattern phrase, Failure failure) {
    }
}
