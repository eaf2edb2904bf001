package africa.paylinks.kkiapay;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import java.util.Locale;

/**
 * Maps KKiaPay's failure codes: those of the integration document, the misspellings of the browser SDK, and codes that
 * integrations have seen.
 *
 * @param status the payment's status after the attempt; a later attempt can still complete it
 */
record KkiapayFailure(PaymentStatus status, Failure failure) {

    static KkiapayFailure of(String code) {
        return switch (code.trim().toLowerCase(Locale.ROOT)) {
            case "timeout" -> because(PaymentStatus.EXPIRED, "timed-out",
                    "The payment was not confirmed on the phone in time. Please try again.");
            case "cancelled_by_user", "user_rejected" -> because(PaymentStatus.CANCELLED, "cancelled-by-customer",
                    "The payment was declined on the phone. You can try again.");
            case "payment_declined" -> because(PaymentStatus.CANCELLED, "declined",
                    "The payment was declined. Try another number or card, or ask your operator or bank.");
            case "insufficient_fund", "insufficient_funds", "insufficent_fund" -> failed("insufficient-funds",
                    "There is not enough money in the account. Top it up or pay another way.");
            case "wrong_pin" -> failed("wrong-pin", "The PIN was wrong. Please try again.");
            case "invalid_phone" -> failed("invalid-account",
                    "The phone number cannot be used for mobile money. Check it, with its country code.");
            case "invalid_amount" -> failed("invalid-amount",
                    "The amount is below or above what can be paid this way.");
            case "network_error" -> failed("network-error", "The connection broke. Please try again.");
            case "operator_error", "processing_error" -> failed("provider-error",
                    "The payment could not be processed just now. Please try again in a moment.");
            default -> failed("payment-failed", "The payment did not succeed. Please try again.");
        };
    }

    private static KkiapayFailure failed(String code, String message) {
        return because(PaymentStatus.FAILED, code, message);
    }

    private static KkiapayFailure because(PaymentStatus status, String code, String message) {
        return new KkiapayFailure(status, new Failure(code, message));
    }
}
