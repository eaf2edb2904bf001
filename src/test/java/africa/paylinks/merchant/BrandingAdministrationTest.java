package africa.paylinks.merchant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.TestTable;
import africa.paylinks.merchant.Branding.Field;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StoreUnavailable;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrandingAdministrationTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final MerchantFixture fixture = new MerchantFixture(clock);
    private final MerchantAdministration operator = fixture.administration(url -> Optional.empty());
    private final String shop = "shop-" + UUID.randomUUID();

    @BeforeEach
    void addShop() {
        assertNull(operator.manage(MerchantFixture.request("add", shop, Map.of())).refusal());
    }

    @Test
    void fieldsAreSetAndRemovedOneByOne() {
        assertEquals(shop, branding().payee());
        done(Map.of("displayName", " Café Été ", "accentColor", "#0A5C46", "supportEmail", "help@shop.example", "supportPhone", "00233 (24) 123-4567",
                "supportUrl", "https://shop.example/help", "locale", "pt-MZ"));
        assertEquals(Map.of(Field.DISPLAY_NAME, "Café Été", Field.ACCENT_COLOR, "#0a5c46", Field.SUPPORT_EMAIL, "help@shop.example",
                Field.SUPPORT_PHONE, "+233241234567", Field.SUPPORT_URL, "https://shop.example/help", Field.LOCALE, "pt-MZ"), branding().values());
        done(Map.of("supportEmail", "", "displayName", "Other"));
        assertEquals(Optional.empty(), branding().value(Field.SUPPORT_EMAIL));
        assertEquals("Other", branding().payee());
        assertEquals(Optional.of("#0a5c46"), branding().value(Field.ACCENT_COLOR));
        Map<String, String> removed = new HashMap<>(Map.of("displayName", "", "accentColor", "", "supportPhone", "", "supportUrl", ""));
        removed.put("locale", null);
        done(removed);
        assertEquals(Branding.none(shop), branding());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"displayName|evil\u202Eknab|invisible", "displayName|a\u0007b|control", "accentColor|red|#rrggbb",
        "accentColor|#ffe600|contrast of 1.2", "accentColor|#ffe600|closest darker shade is #", "supportEmail|nobody|email", "supportPhone|12|country code",
        "supportUrl|http://shop.example|https", "supportUrl|javascript:alert(1)|https", "supportUrl|https://user@shop.example|https", "locale|sw|en, fr, pt or ar",
        "locale|FR|en, fr, pt or ar", "slogan|Best|no branding field"})
    void wrongValuesAreRefusedAndChangeNothing(String field, String value, String why) {
        done(Map.of("displayName", "Shop"));
        Branding before = branding();
        String text = value.replace("\\u202E", "\u202e").replace("\\u0007", "\u0007");
        String refusal = operator.manage(request("set-branding", shop, Map.of(field, text, "supportEmail".equals(field) ? "locale" : "supportEmail",
                "supportEmail".equals(field) ? "en" : "a@b.example"), null)).refusal();
        assertTrue(refusal.contains(why), refusal);
        assertEquals(before, branding());
    }

    @Test
    void theSuggestedShadeIsAccepted() {
        String refusal = operator.manage(request("set-branding", shop, Map.of("accentColor", "#ffe600"), null)).refusal();
        done(Map.of("accentColor", refusal.substring(refusal.lastIndexOf('#'), refusal.lastIndexOf('#') + 7)));
    }

    @Test
    void aNameOfOtherScriptsIsKept() {
        for (String name : new String[] {"مخبز الأمل", "می‌خواهم", "Ọjà Ẹ̀kọ́ 🛒", "x".repeat(60)}) {
            done(Map.of("displayName", name));
            assertEquals(name, branding().payee());
        }
        assertTrue(operator.manage(request("set-branding", shop, Map.of("displayName", "x".repeat(61)), null)).refusal().contains("at most 60"));
    }

    @Test
    void aReplacedLogoIsReadableForADay() {
        logo(SampleLogos.image("png", 90, 30));
        String first = branding().logo().orElseThrow();
        assertEquals("image/png", fixture.brandings.logo(first).orElseThrow().type());
        logo(SampleLogos.WEBP);
        String second = branding().logo().orElseThrow();
        assertEquals("image/webp", fixture.brandings.logo(second).orElseThrow().type());
        assertTrue(fixture.brandings.logo(first).isPresent());
        assertEquals(Long.toString(clock.instant().plus(Duration.ofDays(1)).getEpochSecond()),
                TestTable.partition("LOGO#" + first).get(0).get("ttl").n());
        logo(SampleLogos.image("png", 90, 30));
        assertNull(TestTable.partition("LOGO#" + first).get(0).get("ttl"));
        assertNull(operator.manage(MerchantFixture.request("remove-logo", shop, Map.of())).refusal());
        assertEquals(Optional.empty(), branding().logo());
    }

    @Test
    void whatIsNoLogoIsRefused() {
        for (String wrong : new String[] {"not base64!", Base64.getEncoder().encodeToString("<svg/>".getBytes(StandardCharsets.UTF_8))}) {
            assertTrue(operator.manage(request("set-logo", shop, null, wrong)).refusal().contains("logo"));
        }
        assertTrue(operator.manage(request("set-logo", shop, null, null)).refusal().contains("has no logo"));
        assertEquals(Optional.empty(), branding().logo());
    }

    @Test
    void onlyExistingMerchantsHaveABranding() {
        for (String command : new String[] {"set-branding", "set-logo", "remove-logo"}) {
            ManagementAnswer answer = operator.manage(request(command, "nobody", Map.of("displayName", "x"),
                    Base64.getEncoder().encodeToString(SampleLogos.WEBP)));
            assertTrue(answer.refusal().contains("no merchant 'nobody'"), answer.refusal());
        }
        assertTrue(operator.manage(request("set-branding", shop, Map.of(), null)).refusal().contains("Name a field"));
    }

    @Test
    void aRemovedMerchantTakesItsBrandingAlong() {
        done(Map.of("displayName", "Shop"));
        logo(SampleLogos.WEBP);
        String logo = branding().logo().orElseThrow();
        operator.manage(MerchantFixture.request("remove", shop, Map.of()));
        assertEquals(Branding.none(shop), branding());
        assertEquals(Optional.empty(), fixture.brandings.logo(logo));
    }

    @Test
    void theListShowsIt() {
        done(Map.of("displayName", "Shop", "locale", "ar-MA"));
        logo(SampleLogos.WEBP);
        assertEquals(Map.of("displayName", "Shop", "locale", "ar-MA", "logo", branding().logo().orElseThrow()),
                operator.manage(MerchantFixture.request("list", shop, Map.of())).merchants().get(0).branding());
    }

    @Test
    void pagesReadItOnceAMinute() {
        AtomicInteger reads = new AtomicInteger();
        Brandings brandings = new Brandings(counting(reads), clock);
        done(Map.of("displayName", "Shop"));
        for (int page = 0; page < 5; page++) {
            assertEquals("Shop", brandings.of(shop).payee());
        }
        assertEquals(1, reads.get());
        clock.advance(Duration.ofSeconds(61));
        brandings.of(shop);
        assertEquals(2, reads.get());
    }

    @Test
    void withoutTheStorePagesShowTheMerchantsName() {
        AtomicInteger reads = new AtomicInteger(-1);
        assertEquals(shop, new Brandings(counting(reads), clock).of(shop).payee());
    }

    /** Counts reads; the store does not answer while the count is negative. */
    private BrandingStore counting(AtomicInteger reads) {
        return (BrandingStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {BrandingStore.class}, (self, method, arguments) -> {
            if (reads.get() < 0) {
                throw new StoreUnavailable("The table does not answer", new IllegalStateException("switched off"));
            }
            reads.incrementAndGet();
            return method.invoke(fixture.brandings, arguments);
        });
    }

    private Branding branding() {
        return fixture.brandings.find(shop);
    }

    private void done(Map<String, String> fields) {
        assertNull(operator.manage(request("set-branding", shop, fields, null)).refusal());
    }

    private void logo(byte[] image) {
        assertNull(operator.manage(request("set-logo", shop, null, Base64.getEncoder().encodeToString(image))).refusal());
    }

    private static ManagementRequest request(String command, String merchant, Map<String, String> branding, String logo) {
        return new ManagementRequest(command, merchant, null, null, null, null, null, null, null, null, branding, logo);
    }
}
