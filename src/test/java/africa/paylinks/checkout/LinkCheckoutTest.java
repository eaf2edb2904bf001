package africa.paylinks.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.JsonValue;
import africa.paylinks.merchant.Branding;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.reusablelink.LinkIds;
import africa.paylinks.reusablelink.ReusableLink;
import africa.paylinks.reusablelink.ReusableLinkFixture;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkCheckoutTest {

    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([a-z2-7]{26})\"");

    private final ReusableLinkFixture world = new ReusableLinkFixture();
    private final LinkPageFunction function = new LinkPageFunction(
            new LinkCheckout(world.service, SamplePayments.IDS, world.brandings, () -> Optional.of(URI.create("https://pay.example"))));

    @Test
    void showsWhomOnePaysHowMuchAndWhatIsAsked() {
        ApiResponse page = get(world.link(Map.of("description", "\"Concert ticket\"", "collect", "[\"name\",\"email\",\"phone\",\"note\"]")));
        assertEquals(200, page.status());
        assertTrue(page.body().contains("<h1>Pay shop</h1>"), page.body());
        assertFalse(page.body().contains("Payment to"), "the heading says it once");
        assertTrue(page.body().contains("<p class=\"amount\">50.00 NGN</p>"), page.body());
        assertTrue(page.body().contains("Concert ticket"));
        for (String field : new String[] {"name", "email", "phone", "note"}) {
            assertTrue(page.body().contains("<label for=\"" + field + "\">"), field);
        }
        assertFalse(page.body().contains("name=\"amount\""));
        assertFalse(page.body().contains("name=\"quantity\""));
        assertEquals("no-store", page.headers().get("cache-control"));
    }

    @Test
    void goesOnToTheProvidersPage() {
        ReusableLink link = world.link(Map.of());
        ApiResponse answer = post(link, form(link));
        String target = "https://pages.example/" + world.pages.calls.get(0).id();
        assertEquals(200, answer.status());
        assertTrue(answer.body().contains("<meta http-equiv=\"refresh\" content=\"0;url=" + target + "\">"), answer.body());
        assertTrue(answer.body().contains("<a class=\"button\" href=\"" + target + "\">"));
    }

    @Test
    void goesOnToOurPageWhereTheProviderHasNone() {
        ReusableLink link = world.link(Map.of("provider", "\"debiting\"", "currency", "\"GHS\""));
        ApiResponse answer = post(link, form(link));
        assertEquals(303, answer.status());
        assertTrue(answer.headers().get("location").matches("\\.\\./pay/pay_lnk_[a-z2-7]{26}"), answer.headers().toString());
    }

    @Test
    void aFormThatIsSentTwiceMakesOnePayment() {
        ReusableLink link = world.link(Map.of());
        Map<String, String> form = form(link);
        assertEquals(post(link, form).body(), post(link, form).body());
        assertEquals(1, world.pages.calls.size());
    }

    @Test
    void aFormThatChangedIsAskedAgainAndThenMakesAnotherPayment() {
        ReusableLink link = world.link(Map.of("quantity", "{\"max\":3}"));
        Map<String, String> form = form(link);
        form.put("quantity", "1");
        post(link, form);
        form.put("quantity", "3");
        ApiResponse again = post(link, form);
        assertEquals(409, again.status());
        assertTrue(again.body().contains("used already"), again.body());
        form.put("token", token(again));
        assertEquals(200, post(link, form).status());
        assertEquals(15000, world.pages.calls.get(1).amount().minor());
    }

    @Test
    void theCustomerChoosesASuggestedOrAnotherAmount() {
        ReusableLink link = world.link(Map.of("amount", "null", "minimum", "\"5\"", "maximum", "\"1000\"", "suggestions", "[\"20\",\"50\"]"));
        ApiResponse page = get(link);
        assertTrue(page.body().contains("<input type=\"radio\" name=\"choice\" value=\"20.00\" checked>"), page.body());
        assertTrue(page.body().contains("From 5.00\u00a0NGN to 1,000.00\u00a0NGN."), page.body());
        Map<String, String> form = form(link);
        form.put("choice", "50.00");
        post(link, form);
        form = form(link);
        form.put("choice", "other");
        form.put("amount", "1,000");
        post(link, form);
        assertEquals(java.util.List.of(5000L, 100000L), world.pages.calls.stream().map(terms -> terms.amount().minor()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | Choose or enter an amount.", "4.99 | not possible here", "1000.01 | not possible here", "abc | in digits",
        "0 | in digits", "12.345,678 | in digits", "-5 | in digits", "1e3 | in digits"})
    void anAmountThatIsNotPossibleIsExplained(String amount, String message) {
        ReusableLink link = world.link(Map.of("amount", "null", "minimum", "\"5\"", "maximum", "\"1000\""));
        Map<String, String> form = form(link);
        form.put("amount", amount);
        ApiResponse answer = post(link, form);
        assertEquals(422, answer.status());
        assertTrue(answer.body().contains(message), answer.body());
        assertTrue(answer.body().contains("aria-invalid=\"true\""));
        assertTrue(answer.body().contains("value=\"" + amount + "\""), "what was typed stays");
        assertTrue(world.pages.calls.isEmpty());
    }

    @Test
    void everyFieldThatIsMissingIsNamed() {
        ReusableLink link = world.link(Map.of("quantity", "{\"min\":2,\"max\":4}", "collect", "[\"name\",\"email\",\"phone\",\"note\"]"));
        Map<String, String> form = form(link);
        form.put("quantity", "5");
        form.put("email", "nobody");
        form.put("phone", "12");
        form.put("note", "x".repeat(501));
        ApiResponse answer = post(link, form);
        assertEquals(422, answer.status());
        for (String field : new String[] {"quantity", "name", "email", "phone", "note"}) {
            assertTrue(answer.body().contains("id=\"" + field + "-error\""), field);
            assertTrue(answer.body().contains("href=\"#" + field + "\""), field);
        }
        assertTrue(answer.body().contains("Choose a number from 2 to 4."));
    }

    @Test
    void whatWasEnteredIsOnThePayment() {
        ReusableLink link = world.link(Map.of("quantity", "{\"max\":4}", "collect", "[\"name\",\"email\",\"phone\",\"note\"]"));
        Map<String, String> form = form(link);
        form.putAll(Map.of("quantity", "2", "name", " Ada Lovelace ", "email", "ada@example.com", "phone", "+234 803 123 4567", "note", "Front\r\nrow"));
        assertEquals(200, post(link, form).status());
        PaymentTerms terms = world.pages.calls.get(0);
        assertEquals(10000, terms.amount().minor());
        assertEquals(Optional.of("Ada Lovelace"), terms.customer().name());
        assertEquals(Optional.of("ada@example.com"), terms.customer().email());
        assertEquals(Optional.of("+2348031234567"), terms.customer().phone());
        assertEquals(Map.of("quantity", "2", "note", "Front row"), terms.metadata());
    }

    @Test
    void whatIsNotAskedIsNotRead() {
        ReusableLink link = world.link(Map.of());
        Map<String, String> form = form(link);
        form.putAll(Map.of("name", "Ada", "amount", "1", "choice", "1.00", "quantity", "9", "note", "x"));
        post(link, form);
        PaymentTerms terms = world.pages.calls.get(0);
        assertEquals(5000, terms.amount().minor());
        assertTrue(terms.customer().isUnknown());
        assertEquals(Map.of(), terms.metadata());
    }

    @Test
    void everyTextFromOutsideIsEscaped() {
        String hostile = "\\\"><script>alert(1)</script>";
        ReusableLink link = world.link(Map.of("description", "\"" + hostile + "\"", "inactiveMessage", "\"" + hostile + "\"", "collect", "[\"name\",\"email\"]"));
        Map<String, String> form = form(link);
        form.put("name", "\"><script>alert(2)</script>");
        assertNoMarkup(get(link).body());
        assertNoMarkup(post(link, form).body());
        assertNoMarkup(call("GET", link, "/poster", Map.of(), "").body());
        world.call("shop", "PATCH", "/" + link.id(), "{\"active\":false}");
        assertNoMarkup(get(link).body());
    }

    private static void assertNoMarkup(String page) {
        assertFalse(page.contains("<script>alert"), page);
    }

    @Test
    void theShopsMessageSaysWhyALinkTakesNoPayment() {
        ReusableLink link = world.link(Map.of("limit", "1", "inactiveMessage", "\"Sold out. See you next year.\""));
        Map<String, String> late = form(link);
        post(link, form(link));
        ApiResponse busy = post(link, late);
        assertEquals(409, busy.status());
        assertEquals("60", busy.headers().get("retry-after"));
        assertFalse(busy.body().contains("Sold out"), "a place may become free");
        world.end(world.pages.calls.get(0).id(), PaymentStatus.COMPLETED);
        for (ApiResponse answer : new ApiResponse[] {post(link, late), get(link)}) {
            assertEquals(410, answer.status());
            assertTrue(answer.body().contains("Sold out. See you next year."), answer.body());
            assertFalse(answer.body().contains("<form"));
        }
        assertEquals(1, world.pages.calls.size());
    }

    @Test
    void aLinkThatIsOffSaysSoWithoutAMessageToo() {
        ReusableLink link = world.link(Map.of());
        world.call("shop", "PATCH", "/" + link.id(), "{\"active\":false}");
        ApiResponse answer = get(link);
        assertEquals(410, answer.status());
        assertTrue(answer.body().contains("This link takes no payments"), answer.body());
    }

    @Test
    void whatTheProviderRefusesCanBeSentAgain() {
        world.pages.answers = terms -> new LinkCreator.Refused(new Failure("invalid-request", "No."));
        ReusableLink link = world.link(Map.of());
        Map<String, String> form = form(link);
        ApiResponse refused = post(link, form);
        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("Nothing was charged."), refused.body());
        world.pages.answers = ReusableLinkFixture.PageProvider::created;
        form.put("token", token(refused));
        assertEquals(200, post(link, form).status());
    }

    @Test
    void anAnswerThatIsLostLeadsToThePaymentsPage() {
        world.pages.answers = terms -> new LinkCreator.Unknown("did not answer");
        ReusableLink link = world.link(Map.of());
        ApiResponse answer = post(link, form(link));
        assertEquals(303, answer.status());
        assertEquals("../pay/" + world.pages.calls.get(0).id(), answer.headers().get("location"));
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        ReusableLink link = world.link(Map.of());
        assertEquals(403, call("POST", link, "", Map.of("sec-fetch-site", "cross-site"), encoded(form(link))).status());
        assertEquals(403, call("POST", link, "", Map.of("origin", "https://evil.example"), encoded(form(link))).status());
        assertEquals(200, call("POST", link, "", Map.of("origin", "https://pay.example", "sec-fetch-site", "same-origin"), encoded(form(link))).status());
    }

    @Test
    void anUnknownLinkIsNotFound() {
        ReusableLink link = world.link(Map.of());
        for (String id : new String[] {"aaaaaaaaaaaa", "x", "link_", "AAAAAAAAAAAA", "../pay"}) {
            ApiRequest request = new ApiRequest("GET", "/l/" + id, Map.of("id", id), Map.of(), Map.of(), new byte[0], "pay.example", Optional.empty());
            assertEquals(404, function.answer(request).status(), id);
        }
        ApiRequest whole = new ApiRequest("GET", "/l/" + link.id(), Map.of("id", link.id()), Map.of(), Map.of(), new byte[0], "pay.example", Optional.empty());
        assertEquals(200, function.answer(whole).status(), "its whole id works too");
    }

    @Test
    void speaksTheCustomersLanguage() {
        ReusableLink link = world.link(Map.of("collect", "[\"name\"]"));
        ApiResponse page = call("GET", link, "", Map.of("accept-language", "fr-CI,en;q=0.5"), "");
        assertEquals("fr", page.headers().get("content-language"));
        assertTrue(page.body().contains("<h1>Payer shop</h1>"), page.body());
        assertTrue(page.body().contains("50,00\u00a0NGN"), page.body());
    }

    @Test
    void thePosterShowsWhomOnePaysTheAmountTheCodeAndTheShortAddress() {
        ReusableLink link = world.link(Map.of("description", "\"Ticket\""));
        ApiResponse poster = call("GET", link, "/poster", Map.of(), "");
        assertEquals(200, poster.status());
        for (String part : new String[] {"<h1>Pay shop</h1>", "50.00 NGN", "Ticket", "<svg ", "pay.example/l/" + LinkIds.shortened(link.id()), "@page{size:105mm 148mm"}) {
            assertTrue(poster.body().contains(part), part);
        }
        ReusableLink open = world.link(Map.of("amount", "null"));
        assertTrue(call("GET", open, "/poster", Map.of(), "").body().contains("An amount that you choose"));
    }

    @Test
    void pageAndPosterShowTheShopsOwnNameInItsLanguage() {
        world.brandingStore.change("shop", Map.of(Branding.Field.DISPLAY_NAME, Optional.of("Ama’s Corner Shop"), Branding.Field.LOCALE, Optional.of("ar"),
                Branding.Field.SUPPORT_EMAIL, Optional.of("help@shop.example"), Branding.Field.ACCENT_COLOR, Optional.of("#7a1fa2")));
        ReusableLink link = world.link(Map.of("collect", "[\"name\"]"));
        String page = get(link).body();
        assertTrue(page.contains("Ama’s Corner Shop"), page);
        assertTrue(page.contains("<html lang=\"ar\" dir=\"rtl\">"), page);
        assertTrue(page.contains("اسمك"), page);
        assertTrue(page.contains("mailto:help@shop.example"), page);
        assertTrue(page.contains("--go:#7a1fa2"), page);
        String poster = call("GET", link, "/poster", Map.of(), "").body();
        assertTrue(poster.contains("Ama’s Corner Shop"), poster);
        assertTrue(poster.contains("dir=\"rtl\""), poster);
        assertTrue(call("GET", link, "", Map.of("accept-language", "pt"), "").body().contains("O seu nome"));
    }

    @Test
    void theQrCodeHasTheAddressOfThePage() {
        JsonValue json = ReusableLinkFixture.json(world.call("shop", "POST", "", ReusableLinkFixture.body(Map.of())));
        ReusableLink link = world.store.find(json.path("id").asText()).orElseThrow();
        ApiRequest request = new ApiRequest("GET", "/links/" + link.id() + "/qr.svg", Map.of("id", link.id()), Map.of(), Map.of(), new byte[0],
                "pay.example", Optional.empty());
        ApiResponse code = function.answer(request);
        assertEquals("image/svg+xml; charset=utf-8", code.headers().get("content-type"));
        assertTrue(code.body().contains("<title>" + json.path("url").asText() + "</title>"));
    }

    private Map<String, String> form(ReusableLink link) {
        return new HashMap<>(Map.of("token", token(get(link))));
    }

    private static String token(ApiResponse page) {
        Matcher token = TOKEN.matcher(page.body());
        assertTrue(token.find(), page.body());
        return token.group(1);
    }

    private ApiResponse get(ReusableLink link) {
        return call("GET", link, "", Map.of(), "");
    }

    private ApiResponse post(ReusableLink link, Map<String, String> form) {
        return call("POST", link, "", Map.of(), encoded(form));
    }

    private static String encoded(Map<String, String> form) {
        StringJoiner pairs = new StringJoiner("&");
        form.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return pairs.toString();
    }

    private ApiResponse call(String method, ReusableLink link, String page, Map<String, String> headers, String body) {
        String id = LinkIds.shortened(link.id());
        return function.answer(new ApiRequest(method, "/l/" + id + page, Map.of("id", id), Map.of(), headers,
                body.getBytes(StandardCharsets.UTF_8), "pay.example", Optional.empty()));
    }
}
