package africa.paylinks.flutterwave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.http.Json;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.RefundDiscovery.ProviderRefund;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlutterwaveRefundsTest {

    private static final String PAYMENT = FlutterwaveSamples.terms().id();
    private static final Refund REFUND = Refund.ordered("ref_1", FlutterwaveSamples.terms(), new Money(5000, "NGN"),
            Optional.empty(), SamplePayments.NOW, SamplePayments.NOW);
    private static final Refund KNOWN = REFUND.open(Optional.of("7"), SamplePayments.NOW, SamplePayments.NOW);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[]|RefundNotFound",
        "[{\"id\":1,\"amount_refunded\":50,\"status\":\"completed\",\"comments\":\"[PAY/ref_1] Returned\"}]|RefundCompleted",
        "{\"id\":1,\"amount_refunded\":50,\"status\":\"completed-momo\",\"comments\":\"[PAY/ref_1]\"}|RefundCompleted",
        "[{\"id\":1,\"amount_refunded\":\"50.00\",\"status\":\"pending\",\"comments\":\"[PAY/ref_1]\"}]|RefundInProgress",
        "[{\"id\":1,\"amount_refunded\":50,\"status\":\"failed\",\"comments\":\"[PAY/ref_1]\"}]|RefundFailed",
        "[{\"id\":1,\"amount_refunded\":49,\"status\":\"completed\",\"comments\":\"[PAY/ref_1]\"}]|RefundUnknown",
        "[{\"id\":1,\"amount_refunded\":\"x\",\"status\":\"completed\",\"comments\":\"[PAY/ref_1]\"}]|RefundUnknown",
        "[{\"id\":1,\"amount_refunded\":50,\"status\":\"completed\",\"comments\":\"[PAY/ref_2]\"}]|RefundNotFound",
        "[{\"id\":1,\"amount_refunded\":50,\"status\":\"completed\"}]|RefundUnknown",
        "[{\"id\":1,\"amount_refunded\":50,\"status\":\"completed\",\"comments\":\"For [PAY/ref_1]\"}]|RefundUnknown",
        "[{\"id\":1,\"amount_refunded\":10,\"status\":\"completed\"}]|RefundNotFound"})
    void aRefundIsKnownByItsMark(String listed, String expected) {
        assertEquals(expected, FlutterwaveRefunds.find(Json.read(
                listed.replace("PAY", PAYMENT).getBytes(StandardCharsets.UTF_8)).orElseThrow(), REFUND).getClass().getSimpleName());
    }

    @Test
    void aRefundThatFlutterwaveHasNamedIsKnownByThatName() {
        assertEquals("RefundCompleted", FlutterwaveRefunds.find(Json.read(
                "[{\"id\":7,\"amount_refunded\":50,\"status\":\"completed\"}]".getBytes(StandardCharsets.UTF_8)).orElseThrow(), KNOWN)
                .getClass().getSimpleName());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"id\":1,\"AmountRefunded\":50,\"comments\":\"[PAY/ref_1] Returned\",\"TransactionId\":9}|true",
        "{\"event\":\"refund.completed\",\"data\":{\"id\":1,\"amount_refunded\":50,\"comments\":\"[PAY/ref_1]\"}}|true",
        "{\"id\":1,\"AmountRefunded\":50,\"comments\":\"Returned\",\"TransactionId\":9}|false",
        "{\"event\":\"charge.completed\",\"data\":{\"id\":1,\"comments\":\"[PAY/ref_1]\"}}|false", "[]|false"})
    void aWebhookOfARefundOfOursNamesIt(String body, boolean ours) {
        assertEquals(Optional.of(new RefundNotice(PAYMENT, "ref_1")).filter(any -> ours),
                FlutterwaveRefunds.notice(body.replace("PAY", PAYMENT).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"id\":1,\"AmountRefunded\":50,\"comments\":\"Returned\",\"TransactionId\":9}|9",
        "{\"event\":\"refund.completed\",\"data\":{\"id\":1,\"amount_refunded\":50,\"tx_id\":9}}|9",
        "{\"id\":1,\"AmountRefunded\":50,\"comments\":\"[PAY/ref_1]\",\"TransactionId\":9}|",
        "{\"id\":1,\"AmountRefunded\":50,\"TransactionId\":\"../9\"}|",
        "{\"event\":\"charge.completed\",\"data\":{\"id\":1,\"tx_id\":9}}|", "[]|"})
    void aWebhookOfARefundThatIsNotOursNamesItsTransaction(String body, String transaction) {
        assertEquals(Optional.ofNullable(transaction), FlutterwaveRefunds.transaction(body.replace("PAY", PAYMENT).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void allRefundsThatDidNotFailAreListedWithOurIdIfTheyHaveIt() {
        Payment payment = Payment.creating(FlutterwaveSamples.terms());
        String listed = """
                [{"id":1,"amount_refunded":50,"status":"completed","comments":"[PAY/ref_1] Returned","created_at":"2026-11-22T09:00:00.000Z"},
                 {"id":2,"amount_refunded":"10.50","status":"pending","comments":"By hand"},
                 {"id":3,"amount_refunded":5,"status":"completed-momo","comments":"[pay_other/ref_2]","created_at":"yesterday"},
                 {"id":4,"amount_refunded":5,"status":"failed"}, {"id":5,"amount_refunded":"x","status":"completed"},
                 {"amount_refunded":5,"status":"completed"}, {"id":6,"amount_refunded":-5,"status":"completed"}]""".replace("PAY", PAYMENT);
        String currency = payment.terms().amount().currency();
        assertEquals(List.of(
                        new ProviderRefund("1", Optional.of("ref_1"), Money.ofMajor(new BigDecimal("50"), currency), true, Optional.of(Instant.parse("2026-11-22T09:00:00Z"))),
                        new ProviderRefund("2", Optional.empty(), Money.ofMajor(new BigDecimal("10.5"), currency), false, Optional.empty()),
                        new ProviderRefund("3", Optional.empty(), Money.ofMajor(new BigDecimal("5"), currency), true, Optional.empty())),
                FlutterwaveRefunds.listAll(Json.read(listed.getBytes(StandardCharsets.UTF_8)).orElseThrow(), payment));
    }
}
