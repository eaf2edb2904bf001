package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.ProviderFee;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One attempt of a customer, from the status call of either dialect.
 *
 * @param reference the payment it is for, read strictly
 * @param status    the payment's status after it; empty if KKiaPay's status is not known
 * @param paid      the amount; empty if unreadable, and then no payment is completed
 * @param fee       KKiaPay's fee, whoever bears it; empty until it is paid, and where KKiaPay does not state it
 * @param source    {@code MOBILE_MONEY}, {@code CARD}, {@code BANK_ACCOUNT} or {@code WALLET}
 */
record KkiapayTransaction(String id, Optional<String> reference, Optional<PaymentStatus> status, Optional<Money> paid,
        Optional<Money> fee, Optional<Failure> failure, Optional<String> source, Map<String, String> detail) {

    private static final String MOBILE_MONEY = "MOBILE_MONEY";
    /** The CFA franc. KKiaPay accepts only it, and its answers state no currency. */
    private static final Set<String> FRANC = Set.of("XOF", "FCFA", "CFA");

    static KkiapayTransaction read(String id, JsonValue answer) {
        Optional<String> statusText = Json.text(answer, "status");
        Optional<PaymentStatus> mapped = statusText.isPresent() ? statusText.flatMap(KkiapayTransaction::status) : outcome(answer);
        Optional<KkiapayFailure> failure = mapped.filter(PaymentStatus.FAILED::equals)
                .map(failed -> KkiapayFailure.of(Json.text(answer, "failureCode").orElse("")));
        Optional<String> source = Json.text(answer, "source").or(() -> Json.text(answer, "method"))
                .map(text -> text.trim().toUpperCase(Locale.ROOT));
        Map<String, String> detail = new HashMap<>(Map.of("transactionId", id));
        statusText.ifPresent(text -> detail.put("kkiapayStatus", shortened(text)));
        source.ifPresent(text -> detail.put("source", shortened(text)));
        Json.text(answer, "amount").filter(any -> money(answer).isEmpty()).ifPresent(text -> detail.put("unreadableAmount", shortened(text)));
        Json.text(answer, "failureCode").ifPresent(code -> detail.put("failureCode", shortened(code)));
        return new KkiapayTransaction(id, KkiapayReference.of(answer),
                failure.map(KkiapayFailure::status).or(() -> mapped), money(answer),
                mapped.filter(PaymentStatus::isPaid).flatMap(paid -> ProviderFee.read(KkiapayProvider.NAME, Json.text(answer, "fees"), 0, money(answer))),
                failure.map(KkiapayFailure::failure), source, detail);
    }

    /** The amount of a transaction or webhook, in whole francs; empty if absent or unreadable. */
    static Optional<Money> money(JsonValue body) {
        String currency = Json.text(body, "currency").map(text -> text.trim().toUpperCase(Locale.ROOT))
                .filter(code -> !FRANC.contains(code)).orElse("XOF");
        try {
            return Json.text(body, "amount").map(amount -> Money.ofMajor(new BigDecimal(amount), currency));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Maps the outcome flag that replaces a status. KKiaPay spells it with one s; two are accepted as well. */
    static Optional<PaymentStatus> outcome(JsonValue body) {
        JsonValue success = body.path(body.has("isPaymentSucces") ? "isPaymentSucces" : "isPaymentSuccess");
        return success.isBoolean()
                ? Optional.of(success.booleanValue() ? PaymentStatus.COMPLETED : PaymentStatus.FAILED)
                : Optional.empty();
    }

    boolean isPaid() {
        return status.filter(PaymentStatus.COMPLETED::equals).isPresent();
    }

    boolean isReverted() {
        return status.filter(PaymentStatus.REFUNDED::equals).isPresent();
    }

    /** Whether it was paid by mobile money, or by an unknown method. */
    boolean mayBeMobileMoney() {
        return source.isEmpty() || source.get().equals(MOBILE_MONEY);
    }

    private static Optional<PaymentStatus> status(String statusText) {
        return switch (statusText.trim().toUpperCase(Locale.ROOT)) {
            case "SUCCESS", "COMPLETE", "COMPLETED" -> Optional.of(PaymentStatus.COMPLETED);
            case "PENDING", "INITIATED" -> Optional.of(PaymentStatus.PENDING);
            case "FAILED" -> Optional.of(PaymentStatus.FAILED);
            case "CANCELLED" -> Optional.of(PaymentStatus.CANCELLED);
            case "REVERTED", "REFUNDED" -> Optional.of(PaymentStatus.REFUNDED);
            default -> Optional.empty();
        };
    }

    private static String shortened(String text) {
        return CodePoints.cut(text, 60);
    }
}
