package africa.paylinks.paystack;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.ProviderText;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Paystack's transaction object, in status answers and webhooks.
 *
 * @param id              Paystack's numeric id
 * @param reference       our reference
 * @param status          Paystack's status, unmapped
 * @param amount          what the customer was charged, which includes the fee if the customer bears it
 * @param fee             Paystack's fee, whoever bears it; empty until it is paid, and where Paystack does not state it
 * @param channel         such as {@code card} or {@code mobile_money}
 * @param gatewayResponse the text of the bank or network
 */
record PaystackTransaction(Optional<String> id, Optional<String> reference, Optional<String> status, Optional<Money> amount,
        Optional<Money> fee, Optional<String> channel, Optional<String> gatewayResponse) {

    static PaystackTransaction read(JsonValue json) {
        Optional<String> status = Json.text(json, "status");
        Optional<Money> amount = PaystackAmount.read(json);
        return new PaystackTransaction(Json.text(json, "id"), Json.text(json, "reference"), status, amount,
                status.flatMap(PaystackTransaction::meaning).filter(PaymentStatus::isPaid).flatMap(paid -> PaystackAmount.fee(json, amount)),
                Json.text(json, "channel"),
                Json.text(json, "gateway_response").or(() -> Json.text(json, "message")));
    }

    /**
     * Maps the status; empty if Paystack does not document it. An abandoned transaction is one that the customer has not
     * completed yet: every transaction begins as such, and its page still accepts a payment.
     */
    Optional<PaymentStatus> meaning() {
        return status.flatMap(PaystackTransaction::meaning);
    }

    private static Optional<PaymentStatus> meaning(String status) {
        return switch (status.trim().toLowerCase(Locale.ROOT)) {
            case "success" -> Optional.of(PaymentStatus.COMPLETED);
            case "failed" -> Optional.of(PaymentStatus.FAILED);
            case "abandoned", "ongoing", "pending", "processing", "queued" -> Optional.of(PaymentStatus.PENDING);
            case "reversed" -> Optional.of(PaymentStatus.REFUNDED);
            default -> Optional.empty();
        };
    }

    /** The amount, if the transaction was paid; a reversed one was, too. */
    Optional<Money> paid() {
        return amount.filter(any -> meaning().filter(PaymentStatus::isPaid).isPresent());
    }

    Optional<Failure> failure() {
        return meaning().filter(meaning -> meaning == PaymentStatus.FAILED).map(failed -> PaystackFailure.of(gatewayResponse.orElse("")));
    }

    Map<String, String> detail() {
        Map<String, String> detail = new HashMap<>();
        status.ifPresent(text -> detail.put("paystackStatus", text));
        id.ifPresent(text -> detail.put("transactionId", text));
        channel.ifPresent(text -> detail.put("paymentType", text));
        gatewayResponse.ifPresent(text -> detail.put("processorResponse", ProviderText.publishable(text)));
        return detail;
    }
}
