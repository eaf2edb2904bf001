package africa.paylinks.paystack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.UnreadableWebhook;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples of Paystack's documentation, shortened, with a reference of ours. */
class PaystackNotificationTest {

    private static final String CHARGE = """
            {"event":"charge.success","data":{"id":302961,"domain":"live","status":"success","reference":"%s","amount":10000,
            "message":null,"gateway_response":"Approved by Financial Institution","paid_at":"2016-09-30T21:10:19.000Z",
            "created_at":"2016-09-30T21:09:56.000Z","channel":"card","currency":"NGN","ip_address":"41.242.49.37","metadata":0,
            "log":{"time_spent":16,"attempts":1,"history":[{"type":"input","message":"Filled these fields","time":15}]},"fees":null,
            "customer":{"id":68324,"first_name":"BoJack","last_name":"Horseman","email":"bojack@horseman.com","phone":null},
            "authorization":{"authorization_code":"AUTH_f5rnfq9p","bin":"539999","last4":"8877","account_name":"BoJack Horseman"},"plan":{}}}""";

    @Test
    void aSuccessfulChargeProvesThePayment() {
        ProviderEvent event = read(CHARGE.formatted(PaystackSamples.REFERENCE));
        assertEquals(PaystackSamples.ID, event.reference());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertEquals(Optional.of(new Money(10000, "NGN")), event.paid());
        assertEquals(Optional.of(PaystackSamples.REFERENCE), event.providerReference());
        assertEquals("302961:charge.success:success", event.key());
        assertEquals("card", event.detail().get("paymentType"));
    }

    @Test
    void theFeeIsInHundredthsAndMayBeMissing() {
        String charge = CHARGE.formatted(PaystackSamples.REFERENCE);
        assertEquals(Optional.empty(), read(charge).providerFee());
        assertEquals(Optional.of(new Money(150, "NGN")), read(charge.replace("\"fees\":null", "\"fees\":150")).providerFee());
        assertEquals(Optional.of(new Money(2, "XOF")), read(charge.replace("\"fees\":null", "\"fees\":150").replace("NGN", "XOF")).providerFee());
    }

    @Test
    void theTransactionOfARepeatedCreationBelongsToTheSamePayment() {
        ProviderEvent event = read(CHARGE.formatted(PaystackSamples.REFERENCE + ".2"));
        assertEquals(PaystackSamples.ID, event.reference());
        assertEquals(Optional.of(PaystackSamples.REFERENCE + ".2"), event.providerReference());
    }

    @Test
    void aChargeOfAnotherSystemKeepsItsReference() {
        assertEquals("qTPrJoy9Bx.7", read(CHARGE.formatted("qTPrJoy9Bx.7")).reference());
    }

    @ParameterizedTest
    @ValueSource(strings = {"refund.processed", "charge.dispute.create", "transfer.success", "subscription.create", "invoice.update"})
    void otherEventsChangeNothing(String name) {
        ProviderEvent event = read("{\"event\":\"" + name + "\",\"data\":{\"status\":\"processed\",\"transaction_reference\":\""
                + PaystackSamples.REFERENCE + "\",\"refund_reference\":\"132013318360\",\"amount\":\"5000\",\"currency\":\"NGN\"}}");
        assertEquals(Optional.empty(), event.status());
        assertEquals(PaystackSamples.ID, event.reference());
        assertEquals(name, event.detail().get("paystackEvent"));
    }

    @Test
    void anEventWithoutDataIsStored() {
        assertEquals("-", read("{\"event\":\"customeridentification.success\"}").reference());
        assertEquals(Optional.empty(), read("{\"event\":\"charge.dispute.create\",\"data\":[]}").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"event\":null}", "{\"event\":\"charge.success\"}", "{\"event\":\"charge.success\",\"data\":{\"id\":1,\"status\":\"success\"}}",
            "{\"event\":\"charge.success\",\"data\":{\"reference\":\"pay-x\",\"status\":\"success\"}}"})
    void aChargeWithoutWhatIdentifiesItIsUnreadable(String body) {
        assertThrows(UnreadableWebhook.class, () -> read(body));
    }

    @Test
    void aRefundIsNamedByItsNoteOrElseByItsTransaction() {
        byte[] processed = refund("refund.processed", PaystackSamples.REFERENCE, "\"refund_reference\":\"132013318360\"");
        assertEquals(Optional.empty(), PaystackRefunds.notice(processed));
        assertEquals(Optional.of(PaystackSamples.REFERENCE), PaystackRefunds.transaction(processed));
        byte[] needsAttention = refund("refund.needs-attention", PaystackSamples.REFERENCE, "\"merchant_note\":\"[" + PaystackSamples.ID + "/ref_1] Returned\"");
        assertEquals(Optional.of(new RefundNotice(PaystackSamples.ID, "ref_1")), PaystackRefunds.notice(needsAttention));
        assertEquals(Optional.empty(), PaystackRefunds.transaction(needsAttention));
    }

    @Test
    void noOtherWebhookIsAboutARefundOfOurs() {
        byte[] charge = refund("charge.success", PaystackSamples.REFERENCE, "\"id\":1");
        assertEquals(Optional.empty(), PaystackRefunds.notice(charge));
        assertEquals(Optional.empty(), PaystackRefunds.transaction(charge));
        assertEquals(Optional.empty(), PaystackRefunds.transaction(refund("refund.processed", "T2154954_412829_3be32076_6lcg3", "\"id\":1")));
    }

    @ParameterizedTest
    @CsvSource({"success,COMPLETED", "failed,FAILED", "abandoned,PENDING", "ongoing,PENDING", "pending,PENDING", "processing,PENDING", "queued,PENDING",
            "reversed,REFUNDED", "settling,"})
    void documentedStatusesAreMapped(String status, PaymentStatus meaning) {
        ProviderEvent event = read(CHARGE.formatted(PaystackSamples.REFERENCE).replace("\"status\":\"success\"", "\"status\":\"" + status + "\""));
        assertEquals(Optional.ofNullable(meaning), event.status());
        assertEquals(meaning != null && meaning.isPaid(), event.paid().isPresent());
    }

    private static byte[] refund(String event, String reference, String field) {
        return ("{\"event\":\"" + event + "\",\"data\":{\"status\":\"processed\",\"transaction_reference\":\"" + reference + "\"," + field + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ProviderEvent read(String body) {
        return PaystackNotification.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
