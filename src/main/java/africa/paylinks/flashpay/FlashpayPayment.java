package africa.paylinks.flashpay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * Flashpay's payment object, which is the answer to creation and lookups and, as it is, the body of every webhook.
 *
 * @param id         Flashpay's id of the payment
 * @param reference  our payment id
 * @param status     in Flashpay's words
 * @param amount     {@code amount}, in kobo, with {@code currency}; empty when it is not a whole number of kobo
 * @param bankId     the bank of the account to transfer to
 * @param account    the number of that account
 * @param accountName whose account it is
 * @param updatedAt  as text, only to tell one event from the next
 */
record FlashpayPayment(Optional<String> id, Optional<String> reference, Optional<String> status, Optional<Money> amount,
        Optional<String> bankId, Optional<String> account, Optional<String> accountName, Optional<String> updatedAt) {

    /** Kobo beyond this many digits are no payment. */
    private static final int MAX_DIGITS = 15;

    static FlashpayPayment read(JsonValue json) {
        return new FlashpayPayment(Json.text(json, "id"), Json.text(json, "reference"), Json.text(json, "status"),
                amount(json), Json.text(json, "destinationBankId"), Json.text(json, "destinationAccount"),
                Json.text(json, "destinationAccountName"), Json.text(json, "updatedAt"));
    }

    /** What the status means here; empty when it is none that Flashpay documents. */
    Optional<PaymentStatus> meaning() {
        return status.flatMap(FlashpayPayment::meaning);
    }

    boolean isOf(String paymentId) {
        return reference.filter(paymentId::equals).isPresent();
    }

    /** Webhooks say SUCCESSFUL, the API's enumeration says SUCCESS. */
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
