package africa.paylinks.flashpay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * Flashpay's payment object: the answer to creation and lookups, and the body of every webhook.
 *
 * @param id         Flashpay's id of the payment
 * @param reference  our payment id
 * @param status     Flashpay's status, unmapped
 * @param amount     {@code amount} in kobo, with {@code currency}; empty if it is not a whole number of kobo
 * @param bankId     the bank of the account to transfer to
 * @param account    the number of that account
 * @param accountName the account's holder
 * @param updatedAt  as text; it only distinguishes events
 */
record FlashpayPayment(Optional<String> id, Optional<String> reference, Optional<String> status, Optional<Money> amount,
        Optional<String> bankId, Optional<String> account, Optional<String> accountName, Optional<String> updatedAt) {

    /** Longer amounts in kobo are invalid. */
    private static final int MAX_DIGITS = 15;

    static FlashpayPayment read(JsonValue json) {
        return new FlashpayPayment(Json.text(json, "id"), Json.text(json, "reference"), Json.text(json, "status"),
                amount(json), Json.text(json, "destinationBankId"), Json.text(json, "destinationAccount"),
                Json.text(json, "destinationAccountName"), Json.text(json, "updatedAt"));
    }

    /** Maps the status; empty if Flashpay does not document it. */
    Optional<PaymentStatus> meaning() {
        return status.flatMap(FlashpayPayment::meaning);
    }

    boolean isOf(String paymentId) {
        return reference.filter(paymentId::equals).isPresent();
    }

    /** Webhooks use SUCCESSFUL, the API's enumeration SUCCESS. */
    private static Optional<PaymentStatus> meaning(String status) {
        return switch (status.trim().toUpperCase(Locale.ROOT)) {
            case "OPEN", "PENDING", "IN_PROGRESS" -> Optional.of(PaymentStatus.PENDING);
            case "SUCCESSFUL", "SUCCESS" -> Optional.of(PaymentStatus.COMPLETED);
            case "FAILED" -> Optional.of(PaymentStatus.FAILED);
            case "EXPIRED" -> Optional.of(PaymentStatus.EXPIRED);
            case "REVERSED" -> Optional.of(PaymentStatus.REFUNDED);
            default -> Optional.empty();
        };
    }

    private static Optional<Money> amount(JsonValue json) {
        try {
            return Json.text(json, "amount").map(BigDecimal::new)
                    .filter(kobo -> kobo.precision() - (long) kobo.scale() <= MAX_DIGITS)
                    .flatMap(kobo -> Json.text(json, "currency").map(currency ->
                            new Money(kobo.longValueExact(), currency.trim().toUpperCase(Locale.ROOT))));
        } catch (IllegalArgumentException | ArithmeticException noMoney) {
            return Optional.empty();
        }
    }
}
