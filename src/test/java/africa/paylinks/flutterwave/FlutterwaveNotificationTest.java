package africa.paylinks.flutterwave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlutterwaveNotificationTest {

    private static final String ENVELOPED = """
            {"event":"charge.completed","event.type":"CARD_TRANSACTION","data":{"id":288200108,"tx_ref":"pay_a","flw_ref":"FLW-1",
             "amount":150.5,"currency":"USD","charged_amount":155,"processor_response":"Approved","status":"successful",
             "payment_type":"card","customer":{"id":1,"email":"a@example.com"}},"meta_data":{"kommo_lead_id":"12345"}}""";
    private static final String FLAT = """
            {"id":1,"txRef":"pay_a","flwRef":"FLW-1","orderRef":"x","paymentPlan":null,"amount":150,"charged_amount":150,
             "status":"successful","currency":"USD","customer":{"id":1,"phone":null},"event.type":"CARD_TRANSACTION"}""";
    private static final String REFUND = """
            {"id":75923,"AmountRefunded":50,"status":"completed","FlwRef":"FLW-1","destination":"payment_source",
             "meta":"{\\"source\\":\\"availablebalance\\"}","TransactionId":288200108}""";

    @Test
    void readsAChargeInItsEnvelope() {
        ProviderEvent event = read(ENVELOPED);
        assertEquals("288200108:charge.completed:successful", event.key());
        assertEquals("pay_a", event.reference());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertEquals(Optional.of(new Money(15050, "USD")), event.paid());
        assertEquals(Optional.of("288200108"), event.providerReference());
    }

    @Test
    void readsAFlatChargeAsTheSameKindOfEvent() {
        ProviderEvent event = read(FLAT);
        assertEquals("1:charge.completed:successful", event.key());
        assertEquals("pay_a", event.reference());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertEquals(Optional.of(new Money(15000, "USD")), event.paid());
        assertEquals(Optional.of("1"), event.providerReference());
    }

    @Test
    void readsAChargeOfVersion4ByItsReference() {
        ProviderEvent event = read("""
                {"type":"charge.completed","data":{"id":"chg_1","status":"succeeded","amount":100,"currency":"NGN","reference":"pay_a"}}""");
        assertEquals("pay_a", event.reference());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertEquals(Optional.empty(), event.providerReference());
        assertEquals("chg_1:charge.completed:succeeded", event.key());
    }

    @Test
    void pendingAndThenSuccessfulAreTwoEvents() {
        assertNotEquals(read(ENVELOPED).key(), read(ENVELOPED.replace("successful", "pending")).key());
        assertEquals(read(ENVELOPED).key(), read(ENVELOPED.replace("successful", " SUCCESSFUL ")).key());
    }

    @Test
    void theIdOfAFailedAttemptDoesNotBecomeThePayments() {
        ProviderEvent event = read(ENVELOPED.replace("successful", "failed"));
        assertEquals(Optional.empty(), event.providerReference());
        assertEquals("288200108", event.detail().get("transactionId"));
    }

    @Test
    void aChargeWithoutAnIdIsKnownByFlutterwavesReference() {
        assertEquals("FLW-1:charge.completed:successful", read(ENVELOPED.replace("\"id\":288200108,", "")).key());
    }

    @Test
    void keepsNothingOfAPersonInTheHistory() {
        assertEquals(java.util.Set.of("flutterwaveEvent", "flutterwaveStatus", "transactionId"), read(ENVELOPED).detail().keySet());
    }

    @ParameterizedTest
    @CsvSource({"successful,COMPLETED", "SUCCESSFUL,COMPLETED", "' successful ',COMPLETED", "failed,FAILED", "pending,PENDING",
            "cancelled,CANCELLED"})
    void statusesAreReadInAnyCase(String word, PaymentStatus status) {
        assertEquals(Optional.of(status), read(ENVELOPED.replace("successful", word)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "paid", "error", "NEW", "reversed"})
    void anUnknownStatusMeansNothing(String word) {
        assertEquals(Optional.empty(), read(ENVELOPED.replace("successful", word)).status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Insufficient Funds | insufficient-funds", "Incorrect PIN | wrong-pin", "Wrong OTP | wrong-pin",
            "Transaction timed out | timed-out", "ABORTED | cancelled-by-customer", "Do Not Honour | declined",
            "Restricted Card, Retain Card | declined", "Suspected Fraud | declined",
            "Amount greater than daily transaction limit | invalid-amount", "Invalid card number | invalid-account",
            "Expired card | invalid-account", "Network error | network-error", "System malfunction | provider-error",
            "Mocked a Failed Transaction | payment-failed"})
    void mapsFailureReasonsToOurCodes(String processor, String code) {
        ProviderEvent event = read(ENVELOPED.replace("successful", "failed").replace("Approved", processor));
        assertEquals(Optional.of(code), event.failure().map(Failure::code));
        assertEquals(Optional.empty(), event.paid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer.completed", "subscription.cancelled", "bvn.completed", "singlebillpayment.status", "anything"})
    void otherEventsAreStoredAndChangeNothing(String event) {
        assertEquals(Optional.empty(), read(ENVELOPED.replace("charge.completed", event)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event.type\":\"Transfer\",\"transfer\":{\"id\":570,\"status\":\"SUCCESSFUL\"}}",
            "{\"event.type\":\"Subscription\",\"plan\":7}", "{\"event\":\"transfer.completed\"}", "{\"event\":\"transfer.completed\",\"data\":null}",
            "{\"event\":\"transfer.completed\",\"data\":[1]}", "{\"event\":\"subscription.cancelled\",\"data\":\"gone\"}",
            "{\"event\":\"singlebillpayment.status\",\"data\":{\"customer\":{}}}", "{\"type\":\"transfer.disburse\",\"data\":{}}",
            "{\"data\":{\"id\":1,\"AmountRefunded\":5}}"})
    void eventsOtherThanChargesAreAcceptedInAnyShape(String body) {
        assertEquals(Optional.empty(), read(body).status());
        assertEquals("-", read(body).reference());
    }

    @Test
    void longEventsOtherThanChargesAreStoredTruncated() {
        ProviderEvent event = read("{\"event\":\"transfer.completed\",\"data\":{\"id\":\"" + "9".repeat(5000) + "\",\"status\":\"" + "x".repeat(5000) + "\"}}");
        assertTrue(event.key().length() < 500, event.key());
        assertTrue(event.detail().values().stream().allMatch(text -> text.length() <= 200));
    }

    @Test
    void aTransferIsKnownByItsIdAndWhatHasNoneByItsBytes() {
        assertEquals("570:Transfer:successful", read("{\"event.type\":\"Transfer\",\"transfer\":{\"id\":570,\"status\":\"SUCCESSFUL\"}}").key());
        assertNotEquals(read("{\"event\":\"a.b\",\"data\":{\"n\":1}}").key(), read("{\"event\":\"a.b\",\"data\":{\"n\":2}}").key());
    }

    @Test
    void aRefundWebhookIsStoredAndChangesNothing() {
        ProviderEvent event = read(REFUND);
        assertEquals(Optional.empty(), event.status());
        assertEquals("75923:refund:completed", event.key());
        assertEquals("288200108", event.detail().get("transactionId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../refunds", "1/refund", "1?x=1", "-1", "1.0", "12345678901234567890"})
    void anInvalidTransactionIdIsNotLookedUp(String id) {
        assertEquals(Optional.empty(), read(ENVELOPED.replace("288200108", "\"" + id + "\"")).providerReference());
    }

    @Test
    void aChargeWithoutAReferenceIsOfItsTransaction() {
        ProviderEvent event = read("{\"event\":\"charge.completed\",\"data\":{\"id\":1,\"status\":\"successful\"}}");
        assertEquals(Optional.of("1"), event.unnamed());
        assertEquals(Optional.empty(), read(ENVELOPED).unnamed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{}", "{\"event\":\"charge.completed\",\"data\":null}",
            "{\"event\":\"charge.completed\",\"data\":{\"id\":\"x/y\",\"status\":\"successful\"}}",
            "{\"event\":\"charge.completed\",\"data\":{\"id\":1,\"tx_ref\":\"pay_a\"}}", "{\"data\":{\"id\":1}}",
            "{\"event\":\"charge.completed\",\"event\":\"x\",\"data\":{}}"})
    void anUnreadableNotificationIsReported(String body) {
        assertThrows(UnreadableWebhook.class, () -> read(body));
    }

    @Test
    void overlongFieldsAreRefused() {
        assertThrows(UnreadableWebhook.class, () -> read(ENVELOPED.replace("pay_a", "p".repeat(201))));
    }

    @ParameterizedTest
    @CsvSource({"150,NGN,15000", "150.00,NGN,15000", "0.01,USD,1", "1E+2,XOF,100", "150.999,NGN,15099", "10000,XOF,10000"})
    void amountsAreInMajorUnits(String amount, String currency, long minor) {
        assertEquals(Optional.of(new Money(minor, currency)),
                read(ENVELOPED.replace("150.5", amount).replace("USD", currency)).paid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "-1", "0", "1E+2000000", "1E-2000000", "1e15", "null", "0.001"})
    void amountsThatAreNoneAreNotRead(String amount) {
        assertEquals(Optional.empty(), read(ENVELOPED.replace("150.5", amount)).paid());
    }

    private static ProviderEvent read(String body) {
        return FlutterwaveNotification.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
