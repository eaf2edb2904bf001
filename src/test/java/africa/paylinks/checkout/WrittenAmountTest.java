package africa.paylinks.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenAmountTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"50 | 50", "12.50 | 12.50", "12,50 | 12.50", "1,250 | 1250", "1.250 | 1250", "1,250.50 | 1250.50", "1.250,50 | 1250.50",
        "1 250,5 | 1250.5", "1\u202f250 | 1250", "1'250.00 | 1250.00", "1,000,000 | 1000000", "0.5 | 0.5", "\u0661\u0662\u066b\u0665\u0660 | 12.50",
        "\u06f1\u06f2 | 12", "50. | 50"})
    void readsAmountsAsPeopleWriteThem(String text, BigDecimal amount) {
        assertEquals(Optional.of(amount), WrittenAmount.read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "abc", "-5", "1e3", ".50", ",", "12 GHS", "0x10", "123456789012345678901", "5\u0000"})
    void refusesWhatIsNoAmount(String text) {
        assertEquals(Optional.empty(), WrittenAmount.read(text));
    }
}
