package africa.paylinks.flutterwave;

import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Maps Flutterwave's transaction statuses and failure reasons. */
final class FlutterwaveStatus {

    private static final Failure PAYMENT_FAILED =
            new Failure("payment-failed", "The payment did not succeed. You can try again.");

    /** The first match wins. Flutterwave forwards the texts of banks and networks, several hundred phrases. */
    private static final List<Reason> REASONS = List.of(
            reason("insufficient|not enough|low balance", "insufficient-funds",
                    "There is not enough money in the account."),
            reason("\\b(pin|otp|one.time pass)", "wrong-pin", "The PIN or code was wrong."),
            reason("time.?out|timed out|session (has )?expired", "timed-out",
                    "The payment was not confirmed in time. You can try again."),
            reason("abort|cancel", "cancelled-by-customer", "The payment was cancelled."),
            reason("limit|amount", "invalid-amount", "The amount cannot be paid from this account."),
            reason("invalid (card|account|phone|number)|account (number|closed)|card.?holder name|expired card|no such",
                    "invalid-account", "The card or account cannot be used."),
            reason("declin|do.not.hono|restrict|not permitted|not allowed|fraud|stolen|lost|blocked|suspected|contact",
                    "declined", "The bank declined the payment. Try another card or account."),
            reason("network|connect|unreachable|no response", "network-error",
                    "The bank or network could not be reached. You can try again."),
            reason("error|unavailable|inoperative|malfunction|maintenance", "provider-error",
                    "The payment could not be processed. You can try again."));

    private static final int LONGEST_READ = 500;

    private FlutterwaveStatus() {
    }

    /** Maps a transaction's status; empty if it changes no payment. */
    static Optional<PaymentStatus> of(String transactionStatus) {
        return switch (transactionStatus.trim().toLowerCase(Locale.ROOT)) {
            case "successful", "succeeded" -> Optional.of(PaymentStatus.COMPLETED);
            case "failed" -> Optional.of(PaymentStatus.FAILED);
            case "cancelled", "canceled" -> Optional.of(PaymentStatus.CANCELLED);
            case "pending" -> Optional.of(PaymentStatus.PENDING);
            default -> Optional.empty();
        };
    }

    /** Maps Flutterwave's {@code processor_response} to a failure; empty if the transaction did not fail. */
    static Optional<Failure> failure(PaymentStatus status, Optional<String> processorResponse) {
        if (status != PaymentStatus.FAILED) {
            return Optional.empty();
        }
        String text = CodePoints.cut(processorResponse.orElse(""), LONGEST_READ).toLowerCase(Locale.ROOT);
        return Optional.of(REASONS.stream().filter(reason -> reason.phrase.matcher(text).find())
                .map(Reason::failure).findFirst().orElse(PAYMENT_FAILED));
    }

    private static Reason reason(String phrase, String code, String message) {
        return new Reason(Pattern.compile(phrase), new Failure(code, message));
    }

    private record Reason(Pattern phrase, Failure failure) {
    }
}
