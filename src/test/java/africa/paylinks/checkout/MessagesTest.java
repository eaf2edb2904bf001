package africa.paylinks.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import java.io.StringReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessagesTest {

    private static final Set<String> FAILURES = Set.of("insufficient-funds", "wrong-pin", "timed-out",
            "cancelled-by-customer", "declined", "invalid-account", "invalid-amount", "network-error", "provider-error",
            "payment-failed");

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyLanguageHasExactlyTheSameKeys(Language language) throws Exception {
        Properties words = new Properties();
        words.load(new StringReader(PageAssets.resource("messages-" + language.code() + ".properties")));
        Set<String> expected = Arrays.stream(MessageKey.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        FAILURES.forEach(code -> expected.add("FAILURE_" + code));
        assertEquals(expected, new TreeSet<>(words.stringPropertyNames()));
    }

    @Test
    void theSameTextsHaveAGapToFill() {
        for (MessageKey text : MessageKey.values()) {
            assertEquals(Messages.in(Language.ENGLISH).of(text).contains("{}"), Messages.in(Language.FRENCH).of(text).contains("{}"),
                    text.name());
        }
    }

    @ParameterizedTest
    @CsvSource({"5000, SLE, 50.00, '50,00'", "1, NGN, 0.01, '0,01'", "999, XOF, 999, 999", "1000, XOF, '1,000', 1_000",
        "123456789, GHS, '1,234,567.89', '1_234_567,89'"})
    void amountsAreWrittenAsTheLanguageDoes(long minor, String currency, String english, String french) {
        Money money = new Money(minor, currency);
        assertEquals(english + "\u00a0" + currency, Messages.in(Language.ENGLISH).amount(money));
        assertEquals(french.replace('_', '\u202f') + "\u00a0" + currency, Messages.in(Language.FRENCH).amount(money));
    }

    @Test
    void timesAreWrittenAsTheLanguageDoes() {
        Instant time = Instant.parse("2026-08-01T09:05:59Z");
        assertEquals("1 August 2026, 09:05 UTC", Messages.in(Language.ENGLISH).time(time));
        assertEquals("1 août 2026 à 09:05 UTC", Messages.in(Language.FRENCH).time(time));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|ENGLISH", "fr|FRENCH", "fr-CI,fr;q=0.9,en;q=0.8|FRENCH", "en;q=0.5,fr;q=0.8|FRENCH",
        "de,fr;q=0.3|FRENCH", "fr;q=0,en|ENGLISH", "*|ENGLISH", "fr;q=nonsense|ENGLISH", ";;,,=|ENGLISH", "en-GB,fr|ENGLISH"})
    void theBestLanguageOfTheBrowserIsSpoken(String header, Language expected) {
        assertEquals(expected, Language.preferred(header));
    }

    @Test
    void onlyFailuresOfKnownCodesHaveATextOfTheirOwn() {
        assertTrue(Messages.in(Language.FRENCH).failure(new Failure("wrong-pin", "")).isPresent());
        assertFalse(Messages.in(Language.FRENCH).failure(new Failure("E-42", "")).isPresent());
    }
}
