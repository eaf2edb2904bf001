package africa.paylinks.paystack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Money;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaystackAmountTest {

    @ParameterizedTest
    @CsvSource({"150.00,NGN,15000", "0.01,GHS,1", "5000,XOF,500000", "1,XOF,100", "9999999999999.99,USD,999999999999999"})
    void isInHundredthsOfTheMajorUnit(String amount, String currency, long subunits) {
        Money money = Money.ofMajor(new BigDecimal(amount), currency);
        assertEquals(subunits, PaystackAmount.subunits(money));
        assertEquals(Optional.of(money), PaystackAmount.read(amount(Long.toString(subunits), currency)));
        assertEquals(Optional.of(money), PaystackAmount.read(amount("\"" + subunits + "\"", " " + currency.toLowerCase(Locale.ROOT) + " ")));
    }

    @Test
    void aFractionOfAMinorUnitIsDropped() {
        assertEquals(Optional.of(new Money(10, "XOF")), PaystackAmount.read(amount("1099", "XOF")));
        assertEquals(Optional.of(new Money(10, "NGN")), PaystackAmount.read(amount("10.9", "NGN")));
    }

    @ParameterizedTest
    @CsvSource({"-1,NGN", "1e30,NGN", "'\"x\"',NGN", "null,NGN", "100,ABC", "{},NGN"})
    void whatIsNoAmountIsEmpty(String amount, String currency) {
        assertEquals(Optional.empty(), PaystackAmount.read(amount(amount, currency)));
    }

    @Test
    void currenciesWithMoreThanTwoDecimalsAreNotServed() {
        assertTrue(PaystackAmount.supports("NGN"));
        assertTrue(PaystackAmount.supports("XOF"));
        assertFalse(PaystackAmount.supports("TND"));
        assertFalse(PaystackAmount.supports("ABC"));
    }

    private static JsonValue amount(String amount, String currency) {
        return Json.readObject(("{\"amount\":" + amount + ",\"currency\":\"" + currency + "\"}").getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
