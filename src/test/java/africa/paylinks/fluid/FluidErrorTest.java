package africa.paylinks.fluid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FluidErrorTest {

    @Test
    void readsAnErrorThatIsAText() {
        FluidError error = read("{\"success\":false,\"error\":\"Narration is too long\",\"details\":[\"narration\"]}");
        assertEquals("", error.code());
        assertEquals("Narration is too long", error.message());
        assertEquals("declined", error.toFailure().code());
        assertEquals("Narration is too long", error.toFailure().message());
    }

    @Test
    void readsAnErrorThatIsAnObject() {
        FluidError error = read("{\"success\":false,\"error\":{\"code\":3009,\"message\":\"Balance too low\",\"category\":\"x\",\"details\":{}}}");
        assertEquals("3009", error.code());
        assertEquals("insufficient-funds", error.toFailure().code());
        assertEquals("Balance too low", error.toFailure().message());
    }

    @Test
    void readsAnErrorWithoutSuccess() {
        FluidError error = read("{\"error\":{\"code\":\"1007\",\"message\":\"amount must be at most 10000.00\"}}");
        assertEquals("1007", error.code());
        assertEquals("invalid-amount", error.toFailure().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Bad Gateway</html>", "[]", "{}", "{\"error\":null}", "{\"error\":[1]}"})
    void unrecognizedErrorsAreDeclined(String body) {
        assertEquals("", read(body).code());
        assertFalse(read(body).isAlreadyCreated());
        assertEquals("declined", read(body).toFailure().code());
        assertFalse(read(body).toFailure().message().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"success\":false,\"error\":{\"code\":\"3003\",\"message\":\"Duplicate\"}}",
            "{\"error\":{\"code\":3003}}", "{\"success\":false,\"error\":\"Duplicate partner_reference\"}",
            "{\"success\":false,\"code\":3003,\"error\":\"Conflict\"}",
            "{\"success\":false,\"error\":\"Validation failed\",\"details\":[\"partner_reference has already been taken\"]}"})
    void recognizesEveryShapeOfADuplicateReference(String body) {
        assertTrue(read(body).isAlreadyCreated());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{\"code\":3001,\"message\":\"Invalid transition\"}}",
            "{\"success\":false,\"error\":\"partner_reference is too long\"}",
            "{\"error\":{\"code\":1429,\"message\":\"Duplicate partner_reference checks are limited\"}}"})
    void recognizesNothingElseAsADuplicateReference(String body) {
        assertFalse(read(body).isAlreadyCreated());
    }

    @Test
    void passesNoPhoneNumberOn() {
        assertEquals("No account for *** at TST", read("{\"error\":\"No account for +233 24 123 4567 at TST\"}").message());
    }

    @Test
    void shortensALongMessage() {
        assertTrue(read("{\"error\":\"" + "x".repeat(5000) + "\"}").message().length() <= 300);
    }

    @ParameterizedTest
    @CsvSource({"3009,'',insufficient-funds", "'',Insufficient funds,insufficient-funds", "'',Wrong PIN entered,wrong-pin",
            "'',Request timed out,timed-out", "'',Cancelled by customer,cancelled-by-customer",
            "rejected,Rejected by customer,declined", "1422,Invalid account,invalid-account",
            "'',Daily limit reached,invalid-amount", "'',Network failure,network-error", "bank_error,Bank error,provider-error",
            "'','',payment-failed", "9999,Something new,payment-failed"})
    void mapsReasonsToOurCodes(String code, String message, String ours) {
        assertEquals(ours, FluidFailure.of(code, message).code());
    }

    private static FluidError read(String body) {
        return FluidError.read(body.getBytes(UTF_8));
    }
}
