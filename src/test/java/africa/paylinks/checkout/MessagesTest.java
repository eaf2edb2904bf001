package africa.paylinks.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.merchant.Branding;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import java.io.StringReader;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @EnumSource(Language.class)
    void theSameTextsHaveAGapToFill(Language language) {
        for (MessageKey text : MessageKey.values()) {
            assertEquals(Messages.in(Language.ENGLISH).of(text).contains("{}"), Messages.in(language).of(text).contains("{}"), text.name());
            assertFalse(Messages.in(language).of(text).isBlank(), text.name());
        }
        assertEquals(12, Messages.in(language).of(MessageKey.MONTHS).split(",").length);
    }

    @Test
    void aMerchantMayChooseExactlyTheLanguagesOfThePages() {
        assertEquals(Branding.LANGUAGES, Arrays.stream(Language.values()).map(Language::code).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @CsvSource({"5000, SLE, 50.00, '50,00', '50,00', ٥٠٫٠٠, '50,00'", "1, NGN, 0.01, '0,01', '0,01', ٠٫٠١, '0,01'", "999, XOF, 999, 999, 999, ٩٩٩, 999",
        "1000, XOF, '1,000', 1_000, 1~000, ١٬٠٠٠, 1.000",
        "123456789, GHS, '1,234,567.89', '1_234_567,89', '1~234~567,89', ١٬٢٣٤٬٥٦٧٫٨٩, '1.234.567,89'"})
    void amountsAreWrittenAsTheLanguageDoes(long minor, String currency, String english, String french, String portuguese, String arabic, String maghreb) {
        Money money = new Money(minor, currency);
        assertEquals(english + "\u00a0" + currency, Messages.in(Language.ENGLISH).amount(money));
        assertEquals(french.replace('_', '\u202f') + "\u00a0" + currency, Messages.in(Language.FRENCH).amount(money));
        assertEquals(portuguese.replace('~', '\u00a0') + "\u00a0" + currency, Messages.in(Language.PORTUGUESE).amount(money));
        assertEquals(portuguese.replace('~', '\u00a0') + " " + currency, Messages.in(Language.PORTUGUESE).largeAmount(money));
        assertEquals(arabic + "\u00a0" + currency, Messages.in(Language.ARABIC).amount(money));
        assertEquals(maghreb + "\u00a0" + currency, Messages.in(Language.ARABIC_OF_THE_MAGHREB).amount(money));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-GB", "en-GH", "en-NG", "fr-FR", "fr-CI", "fr-SN", "pt-PT", "pt-AO", "pt-MZ", "ar-EG", "ar-SD", "ar-MA", "ar-DZ", "ar-TN", "ar-LY"})
    void digitsAndSeparatorsAreThoseOfTheLocale(String tag) {
        Language language = Language.named(tag).orElseThrow();
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.forLanguageTag(tag));
        assertEquals(List.of(symbols.getZeroDigit(), symbols.getGroupingSeparator(), symbols.getDecimalSeparator()),
                List.of(language.zero(), language.grouping(), language.decimal()));
    }

    @Test
    void timesAreWrittenAsTheLanguageDoes() {
        Instant time = Instant.parse("2026-08-01T09:05:59Z");
        assertEquals("1 August 2026, 09:05 UTC", Messages.in(Language.ENGLISH).time(time));
        assertEquals("1 août 2026 à 09:05 UTC", Messages.in(Language.FRENCH).time(time));
        assertEquals("1 de agosto de 2026 às 09:05 UTC", Messages.in(Language.PORTUGUESE).time(time));
        assertEquals("١ أغسطس ٢٠٢٦ في ٠٩:٠٥ UTC", Messages.in(Language.ARABIC).time(time));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|ENGLISH", "fr|FRENCH", "fr-CI,fr;q=0.9,en;q=0.8|FRENCH", "en;q=0.5,fr;q=0.8|FRENCH",
        "de,fr;q=0.3|FRENCH", "fr;q=0,en|ENGLISH", "*|ENGLISH", "fr;q=nonsense|ENGLISH", ";;,,=|ENGLISH", "en-GB,fr|ENGLISH",
        "pt-MZ,en;q=0.5|PORTUGUESE", "ar-EG|ARABIC", "ar|ARABIC", "ar-DZ,fr;q=0.8|ARABIC_OF_THE_MAGHREB", "ar-Arab-MA|ARABIC_OF_THE_MAGHREB"})
    void theBestLanguageOfTheBrowserIsSpoken(String header, Language expected) {
        assertEquals(expected, Language.of(Optional.empty(), header, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"'', '', pt, PORTUGUESE", "'', de, pt, PORTUGUESE", "'', fr, pt, FRENCH", "en, fr, pt, ENGLISH", "ar, '', ar-MA, ARABIC_OF_THE_MAGHREB",
        "'', ar, ar-MA, ARABIC_OF_THE_MAGHREB", "'', ar-MA, ar, ARABIC_OF_THE_MAGHREB", "'', '', '', ENGLISH"})
    void theCustomerComesBeforeTheBrowserAndTheMerchant(String chosen, String browser, String merchants, Language expected) {
        assertEquals(expected, Language.of(Language.named(chosen), browser, Language.named(merchants)));
    }

    @Test
    void onlyFailuresOfKnownCodesHaveATextOfTheirOwn() {
        assertTrue(Messages.in(Language.FRENCH).failure(new Failure("wrong-pin", "")).isPresent());
        assertFalse(Messages.in(Language.FRENCH).failure(new Failure("E-42", "")).isPresent());
    }
}
