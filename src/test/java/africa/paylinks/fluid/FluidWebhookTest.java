package africa.paylinks.fluid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FluidWebhookTest {

    private static final String COMPLETED = """
            {"event":"transaction.completed","event_id":"evt_0123456789abcdef01234567","timestamp":"2025-01-05T12:00:05Z","api_version":"v1",
             "data":{"transaction":{"id":"dt_1","uuid":"u-1","reference":"FLU-20250105-ABC123","partner_reference":"ORD-12345",
               "status":"completed","amount":100.0,"currency":"GHS","fee":1.5,"narration":"Order 12345","approval_method":"ussd",
               "bank":{"name":"Eco","identifier":"ECO","country_code":"GH"},"customer":{"name":"Ama","phone_number":"+233241234567"}},
              "previous_status":"processing","metadata":{"order_id":"12345"}}}""";

    @Test
    void readsTheDocumentedBodyAlikeInBothDialects() {
        for (FluidDialect dialect : FluidDialect.values()) {
            ProviderEvent event = read(COMPLETED, dialect);
            assertEquals("evt_0123456789abcdef01234567", event.key());
            assertEquals("ORD-12345", event.reference());
            assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
            assertEquals(Optional.of(new Money(10_000, "GHS")), event.paid());
            assertEquals(Optional.of("FLU-20250105-ABC123"), event.providerReference());
            assertEquals(Optional.empty(), event.failure());
        }
    }

    @Test
    void keepsNothingPersonalInTheHistory() {
        String detail = read(COMPLETED, FluidDialect.GUIDE).detail().toString();
        assertFalse(detail.contains("Ama") || detail.contains("+233"), detail);
    }

    @Test
    void aWholeNumberIsAHundredTimesLessInTheGuide() {
        String body = COMPLETED.replace("100.0", "10000");
        assertEquals(Optional.of(new Money(10_000, "GHS")), read(body, FluidDialect.GUIDE).paid());
        assertEquals(Optional.of(new Money(1_000_000, "GHS")), read(body, FluidDialect.REFERENCE).paid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "event_type", "type"})
    void takesTheEventByEachOfItsNames(String name) {
        ProviderEvent event = read(COMPLETED.replace("\"event\":", "\"" + name + "\":"), FluidDialect.GUIDE);
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
    }

    @ParameterizedTest
    @CsvSource({"created,PENDING", "pending,PENDING", "processing,PENDING", "completed,COMPLETED", "failed,FAILED",
            "cancelled,CANCELLED", "reversed,REFUNDED", "' COMPLETED ',COMPLETED"})
    void everyDocumentedEventHasAMeaning(String word, PaymentStatus status) {
        ProviderEvent event = read(COMPLETED.replace("transaction.completed", "transaction." + word.trim())
                .replace("\"completed\"", "\"" + word + "\""), FluidDialect.GUIDE);
        assertEquals(Optional.of(status), event.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction.disputed", "settlement.completed", "completed", "transaction."})
    void otherEventsAreIgnored(String name) {
        assertEquals(Optional.empty(), read(COMPLETED.replace("transaction.completed", name), FluidDialect.GUIDE).status());
    }

    @Test
    void anUnknownEventNeedNotSpeakOfAPayment() {
        ProviderEvent event = read("{\"event\":\"settlement.created\",\"event_id\":\"evt_1\",\"data\":{}}", FluidDialect.GUIDE);
        assertEquals(Optional.empty(), event.status());
        assertEquals("evt_1", event.key());
    }

    @Test
    void aStatusThatContradictsTheEventIsIgnored() {
        assertEquals(Optional.empty(), read(COMPLETED.replace("\"completed\"", "\"failed\""), FluidDialect.GUIDE).status());
        assertEquals(Optional.of(PaymentStatus.COMPLETED),
                read(COMPLETED.replace("\"completed\"", "\"settled\""), FluidDialect.GUIDE).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"amount\":100.0,", "\"currency\":\"GHS\","})
    void aCompletionThatDoesNotSayHowMuchLacksItsAmount(String omitted) {
        ProviderEvent event = read(COMPLETED.replace(omitted, ""), FluidDialect.GUIDE);
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertTrue(event.of("pay_a", "fluid", Cause.WEBHOOK, SamplePayments.NOW).lacksAmount());
    }

    @Test
    void anAmountThatCannotBeReadIsNone() {
        for (String amount : new String[] {"-100.0", "\"lots\"", "100.005", "null"}) {
            assertEquals(Optional.empty(),
                    read(COMPLETED.replace("100.0", amount), FluidDialect.REFERENCE).paid(), amount);
        }
    }

    @Test
    void reportsWhyADebitFailed() {
        String failed = COMPLETED.replace("completed", "failed").replace("\"fee\":1.5",
                "\"error_details\":{\"code\":\"3009\",\"message\":\"Insufficient funds\"}");
        ProviderEvent event = read(failed, FluidDialect.GUIDE);
        assertEquals(Optional.of("insufficient-funds"), event.failure().map(Failure::code));
        assertEquals(Optional.empty(), event.paid());
        assertEquals(Optional.of("payment-failed"),
                read(COMPLETED.replace("completed", "failed"), FluidDialect.GUIDE).failure().map(Failure::code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"event\":\"transaction.completed\",", "\"event_id\":\"evt_0123456789abcdef01234567\",",
            "\"partner_reference\":\"ORD-12345\","})
    void theIdsOfEventAndPaymentAreRequired(String omitted) {
        assertThrows(UnreadableWebhook.class, () -> read(COMPLETED.replace(omitted, ""), FluidDialect.GUIDE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "null", "event=transaction.completed"})
    void aBodyThatIsNoObjectIsUnreadable(String body) {
        assertThrows(UnreadableWebhook.class, () -> read(body, FluidDialect.GUIDE));
    }

    @Test
    void identifiersAreBounded() {
        assertThrows(UnreadableWebhook.class, () -> read(COMPLETED.replace("ORD-12345", "x".repeat(201)), FluidDialect.GUIDE));
        assertThrows(UnreadableWebhook.class, () -> read(COMPLETED.replace("evt_01", "x".repeat(201)), FluidDialect.GUIDE));
    }

    private static ProviderEvent read(String body, FluidDialect dialect) {
        return FluidWebhook.read(body.getBytes(UTF_8), dialect);
    }
}
