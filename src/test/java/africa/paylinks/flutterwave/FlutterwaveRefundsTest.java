package africa.paylinks.flutterwave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.http.Json;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import java.nio.charset.StandardCharsets;
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
}
