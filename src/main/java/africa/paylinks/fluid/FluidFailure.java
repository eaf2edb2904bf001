package africa.paylinks.fluid;

import africa.paylinks.payment.Failure;
import java.util.List;
import java.util.Locale;

/**
 * Maps FLUID's reason for a failed debit to a failure code. FLUID documents only the code 3009; other reasons come as
 * free text, so they are recognized by key words.
 */
final class FluidFailure {

    private static final Failure PAYMENT_FAILED =
            new Failure("payment-failed", "The payment did not succeed. You can try again.");

    private static final List<Reason> REASONS = List.of(
            new Reason(List.of("3009", "insufficient", "not enough"),
                    new Failure("insufficient-funds", "There is not enough money in the account.")),
            new Reason(List.of("wrong pin", "invalid pin", "incorrect pin", "wrong_pin", "invalid_pin", "incorrect_pin"),
                    new Failure("wrong-pin", "The PIN was wrong.")),
            new Reason(List.of("timeout", "timed out", "timed_out", "time out", "expired"),
                    new Failure("timed-out", "The payment was not approved in time.")),
            new Reason(List.of("cancel"),
                    new Failure("cancelled-by-customer", "The payment was cancelled on the phone.")),
            new Reason(List.of("reject", "declin", "denied", "refused"),
                    new Failure("declined", "The payment was declined on the phone or by the bank.")),
            new Reason(List.of("invalid account", "invalid_account", "account not found", "account_not_found",
                    "no account", "phone_number", "phone number", "bank_identifier"),
                    new Failure("invalid-account", "There is no account for this phone number at this bank.")),
            new Reason(List.of("amount", "limit"),
                    new Failure("invalid-amount", "This amount cannot be paid from the account.")),
            new Reason(List.of("network", "connection"),
                    new Failure("network-error", "The bank could not be reached. You can try again.")),
            new Reason(List.of("bank_error", "bank error", "provider", "unavailable", "internal"),
                    new Failure("provider-error", "The bank could not take the payment. You can try again.")));

    private FluidFailure() {
    }

    /** The failure for FLUID's code and message; either may be empty text. */
    static Failure of(String code, String message) {
        String text = (code + " " + message).toLowerCase(Locale.ROOT);
        return REASONS.stream().filter(reason -> reason.mentions.stream().anyMatch(text::contains)).findFirst()
                .map(Reason::failure).orElse(PAYMENT_FAILED);
    }

    private record Reason(List<String> mentions, Failure failure) {
    }
}
