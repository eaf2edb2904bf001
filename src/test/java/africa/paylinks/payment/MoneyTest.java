package africa.paylinks.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({"0.01,SLE,1,0.01", "1,SLE,100,1.00", "10000.00,GHS,1000000,10000.00", "50.5,NGN,5050,50.50",
            "5000,XOF,5000,5000", "5000.00,XOF,5000,5000", "1.234,TND,1234,1.234",
            "9999999999999.99,NGN,999999999999999,9999999999999.99", "999999999999999,XOF,999999999999999,999999999999999"})
    void majorUnitsBecomeMinorUnitsAndBack(String major, String currency, long minor, String text) {
        Money money = Money.ofMajor(new BigDecimal(major), currency);
        assertEquals(text + " " + currency, money.toString());
        assertEquals(minor, money.minor());
        assertEquals(text, money.majorText());
    }

    @ParameterizedTest
    @CsvSource({"0,SLE", "0.00,SLE", "-1,SLE", "0.001,SLE", "1.5,XOF", "1000000000000000,NGN", "1E+15,XOF", "1,ABC"})
    void aValueThatIsNotAnAmountIsRefused(String major, String currency) {
        assertThrows(IllegalArgumentException.class, () -> Money.ofMajor(new BigDecimal(major), currency));
    }

    @Test
    void tooManyDecimalsAreReportedWithTheCurrencysLimit() {
        assertEquals("XOF has no decimals; use a whole number.", refusal("1.5", "XOF"));
        assertEquals("NGN has at most 2 decimals.", refusal("1.505", "NGN"));
    }

    @ParameterizedTest
    @CsvSource({"10000000000000,NGN", "1000000000000000,XOF", "1000000000000000.001,NGN", "1E+15,NGN"})
    void anAmountThatCanOnlyBeAMistakeIsCalledTooLargeWhateverElseIsWrongWithIt(String major, String currency) {
        assertEquals("The amount is too large.", refusal(major, currency));
    }

    private static String refusal(String major, String currency) {
        return assertThrows(IllegalArgumentException.class, () -> Money.ofMajor(new BigDecimal(major), currency)).getMessage();
    }

    @Test
    void hugeExponentsAreRefusedAtOnce() {
        assertTimeout(Duration.ofSeconds(1), () -> assertThrows(IllegalArgumentException.class,
                () -> Money.ofMajor(new BigDecimal("1E+2000000000"), "NGN")));
        assertTimeout(Duration.ofSeconds(1), () -> assertThrows(IllegalArgumentException.class,
                () -> Money.ofMajor(new BigDecimal("1E-2000000000"), "NGN")));
    }

    @Test
    void moreOfTheSameCurrencyCoversWhatIsDue() {
        Money due = new Money(5000, "GHS");
        assertTrue(new Money(5000, "GHS").covers(due));
        assertTrue(new Money(5001, "GHS").covers(due));
        assertFalse(new Money(4999, "GHS").covers(due));
        assertTrue(due.covers(Money.zero("GHS")));
        assertFalse(new Money(5000, "NGN").covers(due));
    }
}
