package africa.paylinks.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoBrandingStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.merchant.Branding;
import africa.paylinks.merchant.Branding.Field;
import africa.paylinks.merchant.LogoImage;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.SamplePayments;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts of the page that belong to the merchant. */
class BrandedPageTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DynamoBrandingStore store = new DynamoBrandingStore(TestTable.client(), TestTable.CONFIG);
    private final CheckoutConfig config = () -> Optional.of(URI.create("https://pay.example/base"));
    private final String shop = "shop-" + UUID.randomUUID();

    @ParameterizedTest
    @EnumSource(Language.class)
    void aPageSaysWhomOnePaysEvenWithoutABranding(Language language) {
        String page = page(Branding.none("corner-shop"), language).body();
        assertTrue(page.contains("<bdi>corner-shop</bdi>"), page);
        assertFalse(page.contains("<img"));
        assertFalse(page.contains("class=\"support\""));
        assertTrue(page.contains("<html lang=\"" + language.tag() + "\"" + (language.isRightToLeft() ? " dir=\"rtl\">" : ">")));
    }

    @Test
    void aBrandingIsShown() {
        String logo = "a".repeat(64);
        String page = page(new Branding(shop, Map.of(Field.DISPLAY_NAME, "Ama & Sons", Field.SUPPORT_EMAIL, "a?b&c@shop.example", Field.SUPPORT_PHONE,
                "+233241234567", Field.SUPPORT_URL, "https://shop.example/help"), Optional.of(logo)), Language.ENGLISH).body();
        assertTrue(page.contains("<bdi>Ama &amp; Sons</bdi>"), page);
        assertFalse(page.contains(shop));
        assertTrue(page.contains("src=\"../logos/" + logo + "\""));
        assertTrue(page.contains("href=\"mailto:a%3Fb%26c@shop.example\""));
        assertTrue(page.contains("href=\"tel:+233241234567\""));
        assertTrue(page.contains("href=\"https://shop.example/help\""));
    }

    @Test
    void hostileValuesInTheTableAreEscapedOrLeftOut() {
        String hostile = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>{}";
        String page = page(new Branding(hostile, Map.of(Field.DISPLAY_NAME, hostile, Field.ACCENT_COLOR, "red;}*{display:none", Field.SUPPORT_EMAIL, hostile,
                Field.SUPPORT_PHONE, hostile, Field.SUPPORT_URL, "javascript:alert(1)"), Optional.of(hostile)), Language.ENGLISH).body();
        String main = page.substring(page.indexOf("<main"), page.indexOf("</main>"));
        assertFalse(main.contains("<script") || main.contains("<img"), main);
        assertFalse(main.contains("javascript:"));
        assertFalse(page.contains("red;"), "The colour is left out");
    }

    @Test
    void coloursAreAllowedByTheirHashAndNothingElseIs() {
        ApiResponse plain = page(Branding.none(shop), Language.ENGLISH);
        ApiResponse branded = page(new Branding(shop, Map.of(Field.ACCENT_COLOR, "#7a1fa2"), Optional.empty()), Language.ENGLISH);
        assertTrue(branded.body().contains("<style>:root{--go:#7a1fa2;--on:#ffffff}@media (prefers-color-scheme:dark)"), branded.body());
        for (ApiResponse answer : List.of(plain, branded)) {
            String policy = answer.headers().get("content-security-policy");
            List<String> hashes = found("<style>([^<]*)</style>", answer.body()).stream()
                    .map(style -> "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(style)) + "'").toList();
            assertTrue(policy.contains("style-src " + String.join(" ", hashes) + ";"), policy);
            assertTrue(policy.contains("default-src 'none'") && policy.contains("img-src 'self' data:") && !policy.contains("unsafe"), policy);
        }
        assertEquals(1, found("<style>([^<]*)</style>", plain.body()).size());
    }

    @Test
    void aLogoComesFromOurOwnSiteAsWhatItIs() {
        byte[] bytes = "RIFF....WEBPVP8 logo".getBytes(StandardCharsets.ISO_8859_1);
        LogoImage image = new LogoImage("image/webp", bytes);
        store.setLogo(shop, Optional.of(image), clock.instant());
        ApiResponse answer = logo(image.id(shop));
        assertEquals(200, answer.status());
        assertTrue(answer.base64());
        assertEquals(image, new LogoImage(answer.headers().get("content-type"), Base64.getDecoder().decode(answer.body())));
        assertEquals("nosniff", answer.headers().get("x-content-type-options"));
        assertEquals("default-src 'none'; sandbox", answer.headers().get("content-security-policy"));
        assertTrue(answer.headers().get("cache-control").contains("immutable"));
        for (String id : List.of("0".repeat(64), "..", "", image.id(shop).toUpperCase(Locale.ROOT))) {
            assertEquals(404, logo(id).status());
        }
    }

    @Test
    void theApiTellsAMerchantItsOwnBranding() {
        store.change(shop, Map.of(Field.DISPLAY_NAME, Optional.of("Shop"), Field.LOCALE, Optional.of("pt")));
        LogoImage image = new LogoImage("image/png", new byte[] {1});
        store.setLogo(shop, Optional.of(image), clock.instant());
        JsonValue answer = Json.readObject(merchant("read").body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertEquals(shop, answer.path("merchant").asText());
        assertEquals("Shop", answer.path("displayName").asText());
        assertEquals("pt", answer.path("locale").asText());
        assertTrue(answer.path("accentColor").isAbsent());
        assertEquals("https://pay.example/base/logos/" + image.id(shop), answer.path("logoUrl").asText());
        assertThrows(ProblemException.class, () -> merchant("write"));
    }

    private ApiResponse merchant(String scope) {
        return new MerchantAnswer(store, config).merchant(request(Map.of(), Optional.of(new ApiRequest.Caller(shop, Set.of(scope)))));
    }

    private ApiResponse logo(String id) {
        return new LogoAnswer(store).logo(request(Map.of("logo", id), Optional.empty()));
    }

    private static ApiRequest request(Map<String, String> parameters, Optional<ApiRequest.Caller> caller) {
        return new ApiRequest("GET", "", parameters, Map.of(), Map.of(), new byte[0], "pay.example", caller);
    }

    private ApiResponse page(Branding branding, Language language) {
        Payment payment = Payment.creating(SamplePayments.terms());
        CheckoutRequest request = new CheckoutRequest(language, false, false, Optional.empty(), Optional.empty(), false);
        return CheckoutPage.answer(200, new CheckoutPage.Shown(payment, branding, request, CheckoutState.PAY, PaymentOptions.NONE, clock.instant()));
    }

    private static List<String> found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(result -> result.group(1)).toList();
    }
}
