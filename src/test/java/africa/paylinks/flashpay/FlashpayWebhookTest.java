package africa.paylinks.flashpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlashpayWebhookTest {

    /** The documented example, but for the reference, which is always one of ours. */
    private static final String EXAMPLE = """
            {
                "id": "pay_123456789",
                "amount": 5000,
                "currency": "NGN",
                "status": "SUCCESSFUL",
                "reference": "pay_abc",
                "description": "Payment for Order #123",
                "ownerId": "bus_123",
                "destinationAccount": "1234567890",
                "destinationAccountName": "John Doe",
                "createdAt": "2023-11-25T10:00:00Z",
                "updatedAt": "2023-11-25T10:05:00Z"
            }""";

    private final FlashpayProvider flashpay = FlashpayFixture.provider(Map.of());

    @Test
    void acceptsASignedWebhook() {
        assertEquals(Evidence.PROOF, flashpay.evidence());
        assertTrue(flashpay.isAuthentic(signed(EXAMPLE)));
    }

    @Test
    void readsTheDocumentedExample() {
        ProviderEvent event = flashpay.read(signed(EXAMPLE));
        assertEquals("pay_abc", event.reference());
        assertEquals(Optional.of(PaymentStatus.COMPLETED), event.status());
        assertEquals(Optional.of(new Money(5000, "NGN")), event.paid());
        assertEquals(Optional.of("pay_123456789"), event.providerReference());
        assertEquals("pay_123456789:successful:2023-11-25T10:05:00Z", event.key());
        assertEquals(Map.of("flashpayId", "pay_123456789", "flashpayStatus", "SUCCESSFUL"), event.detail());
    }

    @Test
    void keepsTheTimestampAndNoSignature() {
        assertEquals(Set.of("x-webhook-timestamp"), flashpay.recordedHeaders());
    }

    @Test
    void takesTimestampsUpToFiveMinutesOff() {
        assertTrue(flashpay.isAuthentic(signedAt(-300)));
        assertTrue(flashpay.isAuthentic(signedAt(300)));
        assertFalse(flashpay.isAuthentic(signedAt(-301)));
        assertFalse(flashpay.isAuthentic(signedAt(301)));
    }

    @Test
    void refusesAForgedAnAlteredAndAnUnsignedCall() {
        assertFalse(flashpay.isAuthentic(FlashpayFixture.webhook(EXAMPLE, FlashpayFixture.NOW, "not-the-secret")));
        WebhookCall signed = signed(EXAMPLE);
        assertFalse(flashpay.isAuthentic(new WebhookCall(signed.headers(), Map.of(),
                EXAMPLE.replace("5000", "5001").getBytes(StandardCharsets.UTF_8))));
        assertFalse(flashpay.isAuthentic(new WebhookCall(Map.of(), Map.of(), signed.body())));
        for (String header : signed.headers().keySet()) {
            Map<String, String> others = new HashMap<>(signed.headers());
            others.remove(header);
            assertFalse(flashpay.isAuthentic(new WebhookCall(others, Map.of(), signed.body())), header);
        }
    }

    @Test
    void takesBase64WhereThatIsConfigured() {
        WebhookCall hex = signed(EXAMPLE);
        Map<String, String> headers = new HashMap<>(hex.headers());
        headers.compute("x-webhook-signature",
                (name, text) -> Base64.getEncoder().encodeToString(HexFormat.of().parseHex(text)));
        WebhookCall base64 = new WebhookCall(headers, Map.of(), hex.body());
        assertFalse(flashpay.isAuthentic(base64));
        FlashpayProvider other = FlashpayFixture.provider(Map.of("webhook-encoding", "base64"));
        assertTrue(other.isAuthentic(base64));
        assertFalse(other.isAuthentic(hex));
    }

    @Test
    void takesThePreviousSecretDuringARotation() {
        String rotated = "{\"token\":\"t\",\"webhookSecret\":\"new-secret\"}";
        FlashpayProvider rotating = FlashpayFixture.provider(Map.of(), rotated, Optional.of(FlashpayFixture.SECRETS));
        assertTrue(rotating.isAuthentic(signed(EXAMPLE)));
        assertTrue(rotating.isAuthentic(FlashpayFixture.webhook(EXAMPLE, FlashpayFixture.NOW, "new-secret")));
        assertFalse(FlashpayFixture.provider(Map.of(), rotated, Optional.empty()).isAuthentic(signed(EXAMPLE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"token\":\"t\"}", "{\"token\":\"t\",\"webhookSecret\":\"\"}", "{\"token\":\"t\",\"webhookSecret\":\" \"}",
        "{\"token\":\"t\",\"webhookSecret\":null}", "{\"token\":\"t\",\"webhookSecret\":5}"})
    void refusesEveryCallWithoutASecretOfItsOwn(String secrets) {
        FlashpayProvider open = FlashpayFixture.provider(Map.of(), secrets, Optional.empty());
        assertFalse(open.isAuthentic(signed(EXAMPLE)));
        assertFalse(open.isAuthentic(new WebhookCall(Map.of("x-webhook-timestamp",
                Long.toString(FlashpayFixture.NOW.getEpochSecond()), "x-webhook-signature", ""), Map.of(), new byte[0])));
    }

    @ParameterizedTest
    @CsvSource({"SUCCESSFUL,COMPLETED", "SUCCESS,COMPLETED", "success,COMPLETED", "' Successful ',COMPLETED", "OPEN,PENDING",
        "PENDING,PENDING", "IN_PROGRESS,PENDING", "FAILED,FAILED", "EXPIRED,EXPIRED", "REVERSED,REFUNDED"})
    void knowsBothSpellingsAndEveryStatus(String flashpayStatus, PaymentStatus status) {
        assertEquals(Optional.of(status), read(EXAMPLE.replace("SUCCESSFUL", flashpayStatus)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCEEDED", "UNSUCCESSFUL", "CANCELLED", "?"})
    void actsOnNoStatusThatItDoesNotKnow(String flashpayStatus) {
        assertEquals(Optional.empty(), read(EXAMPLE.replace("SUCCESSFUL", flashpayStatus)).status());
    }

    @Test
    void mapsFailureReasonsToOurCodes() {
        assertEquals("payment-failed", read(EXAMPLE.replace("SUCCESSFUL", "FAILED")).failure().orElseThrow().code());
        assertEquals(Optional.empty(), read(EXAMPLE).failure());
        assertEquals(Optional.empty(), read(EXAMPLE.replace("SUCCESSFUL", "EXPIRED")).failure());
    }

    @Test
    void countsTheMoneyOfSuccessAndReversalOnly() {
        assertEquals(Optional.of(new Money(5000, "NGN")), read(EXAMPLE.replace("SUCCESSFUL", "REVERSED")).paid());
        assertEquals(Optional.empty(), read(EXAMPLE.replace("SUCCESSFUL", "FAILED")).paid());
        assertEquals(Optional.empty(), read(EXAMPLE.replace("SUCCESSFUL", "OPEN")).paid());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "5000.0,5000", "1000000,1000000", "5e3,5000", "999999999999999,999999999999999", "'\"5000\"',5000", "0,0"})
    void readsWholeKobo(String written, long kobo) {
        assertEquals(Optional.of(new Money(kobo, "NGN")), read(EXAMPLE.replace("5000", written)).paid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"50.5", "-5000", "1000000000000000", "1e400", "1e2000000000", "1e-2000000000", "null", "\"\"", "\"5,000\"", "true", "{}"})
    void completesNothingByAnAmountThatIsNoMoney(String written) {
        assertLacksAmount(EXAMPLE.replace("5000", written));
        assertLacksAmount(EXAMPLE.replace("5000", written).replace("SUCCESSFUL", "REVERSED"));
    }

    @Test
    void readsTheCurrencyAsItIsAndCompletesNothingWithoutOne() {
        assertEquals(Optional.of(new Money(5000, "USD")), read(EXAMPLE.replace("NGN", "USD")).paid());
        assertEquals(Optional.of(new Money(5000, "NGN")), read(EXAMPLE.replace("NGN", "ngn")).paid());
        assertLacksAmount(EXAMPLE.replace("NGN", ""));
        assertLacksAmount(EXAMPLE.replace("NGN", "XYZ"));
    }

    /** It is kept, and contradicts every payment. */
    private void assertLacksAmount(String body) {
        assertTrue(read(body).of("pay_abc", "flashpay", StatusEvent.Cause.WEBHOOK, FlashpayFixture.NOW).lacksAmount(), body);
    }

    @Test
    void distinguishesEventsByIdStatusAndChange() {
        String key = read(EXAMPLE).key();
        assertEquals(key, read(EXAMPLE.replace("\"amount\": 5000", "\"amount\":   5000")).key());
        assertNotEquals(key, read(EXAMPLE.replace("pay_123456789", "pay_2")).key());
        assertNotEquals(key, read(EXAMPLE.replace("SUCCESSFUL", "REVERSED")).key());
        assertNotEquals(key, read(EXAMPLE.replace("10:05:00", "10:06:00")).key());
        assertEquals("pay_123456789:successful:-", read(EXAMPLE.replace("\"updatedAt\"", "\"other\"")).key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "reference", "status"})
    void reportsAMissingOrTooLongField(String field) {
        String missing = assertThrows(UnreadableWebhook.class,
                () -> read(EXAMPLE.replace("\"" + field + "\"", "\"x\""))).getMessage();
        assertTrue(missing.contains("'" + field + "' is missing"), missing);
        String tooLong = assertThrows(UnreadableWebhook.class, () -> read(EXAMPLE.replaceFirst("\"" + field + "\": \"",
                "\"" + field + "\": \"" + "x".repeat(200)))).getMessage();
        assertTrue(tooLong.contains("'" + field + "' is longer"), tooLong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "status=SUCCESSFUL", "{\"id\":1,\"id\":2}", "{} {}"})
    void refusesABodyThatIsNotOneObject(String body) {
        assertThrows(UnreadableWebhook.class, () -> read(body));
    }

    private ProviderEvent read(String body) {
        return flashpay.read(signed(body));
    }

    private static WebhookCall signed(String body) {
        return FlashpayFixture.webhook(body, FlashpayFixture.NOW, FlashpayFixture.WEBHOOK_SECRET);
    }

    private static WebhookCall signedAt(long secondsFromNow) {
        return FlashpayFixture.webhook(EXAMPLE, FlashpayFixture.NOW.plusSeconds(secondsFromNow),
                FlashpayFixture.WEBHOOK_SECRET);
    }
}
