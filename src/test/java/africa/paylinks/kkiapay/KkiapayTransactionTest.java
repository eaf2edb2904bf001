package africa.paylinks.kkiapay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KkiapayTransactionTest {

    @ParameterizedTest
    @CsvSource({"SUCCESS,COMPLETED", "COMPLETE,COMPLETED", "COMPLETED,COMPLETED", "success,COMPLETED", "' Success ',COMPLETED",
        "PENDING,PENDING", "INITIATED,PENDING", "FAILED,FAILED", "CANCELLED,CANCELLED", "REVERTED,REFUNDED", "REFUNDED,REFUNDED"})
    void everyStatusOfBothDescriptionsIsKnown(String word, PaymentStatus status) {
        assertEquals(Optional.of(status), read(Json.object().put("status", word)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRANSACTION_NOT_FOUND", "SUCCESSFULLY_STARTED", "7", "ok"})
    void anUnknownStatusMeansNothingWhateverTheFlagSays(String word) {
        assertEquals(Optional.empty(), read(Json.object().put("status", word).put("isPaymentSucces", true)).status());
    }

    @Test
    void theFlagCountsOnlyWithoutAStatus() {
        assertEquals(Optional.of(PaymentStatus.COMPLETED), read(Json.object().put("isPaymentSucces", true)).status());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), read(Json.object().put("isPaymentSuccess", true)).status());
        assertEquals(Optional.of(PaymentStatus.FAILED), read(Json.object().put("isPaymentSucces", false)).status());
        assertEquals(Optional.of(PaymentStatus.FAILED),
                read(Json.object().put("status", "FAILED").put("isPaymentSucces", true)).status());
        assertEquals(Optional.empty(), read(Json.object().put("isPaymentSucces", "true")).status());
        assertEquals(Optional.empty(), read(Json.object()).status());
    }

    @ParameterizedTest
    @CsvSource({"insufficient_fund,FAILED,insufficient-funds", "insufficent_fund,FAILED,insufficient-funds",
        "INSUFFICIENT_FUND,FAILED,insufficient-funds", "wrong_pin,FAILED,wrong-pin", "timeout,EXPIRED,timed-out",
        "Timeout,EXPIRED,timed-out", "cancelled_by_user,CANCELLED,cancelled-by-customer",
        "user_rejected,CANCELLED,cancelled-by-customer", "payment_declined,CANCELLED,declined",
        "network_error,FAILED,network-error", "invalid_phone,FAILED,invalid-account", "operator_error,FAILED,provider-error",
        "processing_error,FAILED,provider-error", "invalid_amount,FAILED,invalid-amount", "something_new,FAILED,payment-failed"})
    void everyFailureCodeHasAWordAndASentenceForTheCustomer(String failureCode, PaymentStatus status, String code) {
        KkiapayTransaction transaction = read(Json.object().put("status", "FAILED").put("failureCode", failureCode));
        assertEquals(Optional.of(status), transaction.status());
        Failure failure = transaction.failure().orElseThrow();
        assertEquals(code, failure.code());
        assertTrue(failure.message().endsWith("."));
        assertFalse(failure.message().contains("_"));
    }

    @Test
    void theFeeOfAPaidTransactionIsInFrancs() {
        JsonObject paid = Json.object().put("status", "SUCCESS").put("amount", 5000).put("fees", 95);
        assertEquals(Optional.of(new Money(95, "XOF")), read(paid).fee());
        assertEquals(Optional.empty(), read(Json.object().put("status", "SUCCESS").put("amount", 5000)).fee());
        assertEquals(Optional.empty(), read(Json.object().put("status", "SUCCESS").put("amount", 5000).put("fees", 5001)).fee());
        assertEquals(Optional.empty(), read(Json.object().put("status", "PENDING").put("amount", 5000).put("fees", 95)).fee());
    }

    @Test
    void aFailureCodeOfAPaidTransactionIsNoFailure() {
        KkiapayTransaction transaction = read(Json.object().put("status", "SUCCESS").put("failureCode", "timeout"));
        assertEquals(Optional.of(PaymentStatus.COMPLETED), transaction.status());
        assertEquals(Optional.empty(), transaction.failure());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "5000,5000", "10000.00,10000", "1e3,1000", "\"5000\",5000", "999999999999999,999999999999999"})
    void amountsAreWholeFrancs(String written, long francs) {
        assertEquals(Optional.of(new Money(francs, "XOF")), money("{\"amount\":" + written + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.01", "0", "-5000", "1000000000000000", "5000.5", "\"\"", "\"five\"", "null", "true", "1e2000000000"})
    void aValueThatIsNotAnAmountOfFrancsIsNone(String written) {
        assertEquals(Optional.empty(), money("{\"amount\":" + written + "}"));
    }

    @Test
    void aCurrencyThatIsNamedIsNotTakenForFrancs() {
        assertEquals(Optional.of(new Money(500000, "GHS")), money("{\"amount\":5000,\"currency\":\"GHS\"}"));
        assertEquals(Optional.of(new Money(5000, "XAF")), money("{\"amount\":5000,\"currency\":\"xaf\"}"));
        assertEquals(Optional.of(new Money(5000, "XOF")), money("{\"amount\":5000,\"currency\":\"FCFA\"}"));
        assertEquals(Optional.empty(), money("{\"amount\":5000,\"currency\":\"ZZZ\"}"));
    }

    @Test
    void theCustomersPhoneAndNameAreNotStored() {
        JsonObject answer = Json.object().put("status", "SUCCESS").put("account", "22961000000");
        answer.putObject("client").put("fullname", "Adjoa").put("phone", "22961000000");
        assertFalse(read(answer).detail().toString().matches("(?s).*(22961000000|Adjoa).*"));
    }

    private static KkiapayTransaction read(JsonObject answer) {
        return KkiapayTransaction.read("txn_1", answer);
    }

    private static Optional<Money> money(String json) {
        return KkiapayTransaction.money(Json.readObject(json.getBytes(StandardCharsets.UTF_8)).orElseThrow());
    }
}
