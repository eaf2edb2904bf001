package africa.paylinks.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTextTest {

    @ParameterizedTest
    @CsvSource({"Insufficient funds,Insufficient funds", "No account for +233 24 123 4567 at TST,No account for *** at TST",
        "0241234567 is unknown,*** is unknown", "Write to ada@example.com now,Write to *** now", "'(024) 123-45-67!','(***!'",
        "Error 3009,Error 3009", "Between 100 and 150000 XOF,Between 100 and 150000 XOF"})
    void masksAddressesAndNumbers(String text, String masked) {
        assertEquals(masked, ProviderText.publishable(text));
    }

    @Test
    void leavesNoBeginningOfAnAddressOrANumberWhereItCuts() {
        assertFalse(ProviderText.publishable("word ".repeat(59) + "02412345671234").contains("024"));
        assertFalse(ProviderText.publishable("word ".repeat(59) + "024 12 34 56 71 23").contains("24"));
        assertFalse(ProviderText.publishable("word ".repeat(58) + "ada.lovelace@example.com").contains("ada"));
    }

    @Test
    void neverCutsACharacterInTwo() {
        String masked = ProviderText.cut("x".repeat(299) + "\ud83d\ude00", 300);
        assertEquals("x".repeat(299), masked);
    }

    @Test
    void leavesNoControlCharacters() {
        assertEquals("a b", ProviderText.publishable("a\r\n\u0000b\u202e"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "1 ", "@", "a@", "+1-", " ", "(1"})
    void handlesALongTextQuickly(String part) {
        String masked = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> ProviderText.publishable(part.repeat(500_000)));
        assertTrue(masked.length() <= 301, masked);
    }
}
