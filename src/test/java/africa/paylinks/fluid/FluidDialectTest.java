package africa.paylinks.fluid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.PublicAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FluidDialectTest {

    private static final PublicAddress ADDRESS = new PublicAddress("https://api.example");
    private static final String PHONE = "+233241234567";

    @Test
    void theGuideIsFlatInWholePesewas() {
        assertEquals("{\"amount\":5000,\"currency\":\"GHS\",\"phone_number\":\"+233241234567\",\"partner_reference\":\"pay_1\","
                + "\"description\":\"Two tickets\",\"callback_url\":\"https://api.example/webhooks/fluid\"}",
                sent(FluidDialect.GUIDE, terms(5000, Optional.of("Two tickets")), Optional.empty()));
    }

    @Test
    void theGuideNamesTheBankOnlyWhenItIsKnown() {
        assertTrue(sent(FluidDialect.GUIDE, terms(5000, Optional.empty()), Optional.of("TST"))
                .contains("\"bank_identifier\":\"TST\""));
    }

    @Test
    void theReferenceIsWrappedInDecimalCedis() {
        assertEquals("{\"debit_request\":{\"phone_number\":\"+233241234567\",\"bank_identifier\":\"TST\",\"amount\":50.00,"
                + "\"currency\":\"GHS\",\"narration\":\"Two tickets\",\"partner_reference\":\"pay_1\"}}",
                sent(FluidDialect.REFERENCE, terms(5000, Optional.of("Two tickets")), Optional.of("TST")));
    }

    @ParameterizedTest
    @CsvSource({"1,1,0.01", "100,100,1.00", "5000,5000,50.00", "5050,5050,50.50", "1000000,1000000,10000.00",
            "99999999999999,99999999999999,999999999999.99"})
    void theSameMoneyIsAHundredTimesTheNumberInTheGuide(long minor, String guide, String reference) {
        assertTrue(sent(FluidDialect.GUIDE, terms(minor, Optional.empty()), Optional.empty())
                .startsWith("{\"amount\":" + guide + ","));
        assertTrue(sent(FluidDialect.REFERENCE, terms(minor, Optional.empty()), Optional.of("TST"))
                .contains("\"amount\":" + reference + ","));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 99, 1_000_001, 99_999_999_999_999L})
    void theReferenceRefusesWhatItDoesNotTake(long minor) {
        assertEquals(Optional.of("amount-not-supported"),
                FluidDialect.REFERENCE.refusal(new Money(minor, "GHS")).map(Failure::code));
        assertEquals(Optional.empty(), FluidDialect.GUIDE.refusal(new Money(minor, "GHS")));
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 1_000_000})
    void theReferenceTakesItsLimits(long minor) {
        assertEquals(Optional.empty(), FluidDialect.REFERENCE.refusal(new Money(minor, "GHS")));
    }

    @ParameterizedTest
    @CsvSource({"5000,50.00", "1,0.01", "50.0,50.00", "50.00,50.00", "100.5,100.50", "0.01,0.01", "'\"5000\"',50.00",
            "'\"50.00\"',50.00", "0,0.00", "5.0E+1,50.00",
            "1.25E7,125000.00", "1.0E7,100000.00", "'\"1.25E7\"',125000.00", "12500000.0,12500000.00", "9999999.0,9999999.00"})
    void underTheGuideAWholeNumberIsPesewasAndADecimalIsCedis(String json, String cedis) {
        assertEquals(Optional.of(cedis), FluidDialect.GUIDE.amount(amount(json), "GHS").map(Money::majorText));
    }

    @ParameterizedTest
    @CsvSource({"5000,5000.00", "50,50.00", "50.0,50.00", "100.5,100.50", "'\"50\"',50.00", "0,0.00"})
    void underTheReferenceEveryAmountIsCedis(String json, String cedis) {
        assertEquals(Optional.of(cedis), FluidDialect.REFERENCE.amount(amount(json), "GHS").map(Money::majorText));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5000", "-50.0", "50.001", "1e30", "\"fifty\"", "\"\"", "null", "true", "{}", "[5000]",
            "99999999999999999999", "1E+2147483647"})
    void anInvalidAmountIsNone(String json) {
        assertEquals(Optional.empty(), FluidDialect.GUIDE.amount(amount(json), "GHS"));
        assertEquals(Optional.empty(), FluidDialect.REFERENCE.amount(amount(json), "GHS"));
    }

    @Test
    void aLongDescriptionIsCutBetweenCharacters() {
        JsonValue debit = FluidDialect.REFERENCE.debit(terms(5000, Optional.of("😀".repeat(101))), 1, PHONE, Optional.of("TST"), ADDRESS);
        assertEquals("😀".repeat(100), debit.path("debit_request").path("narration").asText());
    }

    @Test
    void withoutADescriptionTheOrderIsNamed() {
        assertTrue(sent(FluidDialect.GUIDE, terms(5000, Optional.empty()), Optional.empty())
                .contains("\"description\":\"Order ord-1\""));
    }

    private static String sent(FluidDialect dialect, PaymentTerms terms, Optional<String> bank) {
        return new String(Json.bytes(dialect.debit(terms, 1, PHONE, bank, ADDRESS)), StandardCharsets.UTF_8);
    }

    private static JsonValue amount(String json) {
        return Json.readObject(("{\"amount\":" + json + "}").getBytes(StandardCharsets.UTF_8)).orElseThrow().path("amount");
    }

    private static PaymentTerms terms(long minor, Optional<String> description) {
        return new PaymentTerms("pay_1", "shop", "ord-1", "fluid", PaymentMethod.MOMO, new Money(minor, "GHS"),
                Customer.UNKNOWN, description, Optional.empty(), Map.of(), SamplePayments.NOW,
                SamplePayments.NOW.plusSeconds(3600));
    }
}
