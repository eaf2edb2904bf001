package africa.paylinks.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkRequestReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String COMPLETE = """
            {"provider":"flot","orderId":"ord-1","amount":"50.00","currency":"SLE","method":"momo","description":"Two tickets",
             "customer":{"name":"Ada","email":"ada@example.com","phone":"+23276000000","bank":"ECO"},
             "redirectUrl":"https://shop.example/thanks","metadata":{"cart":"7"},"expiresAt":"2026-12-01T10:00:00Z"}""";

    @Test
    void theContractsExampleIsRead() {
        LinkRequest request = read(COMPLETE);
        assertEquals(Optional.of("flot"), request.provider());
        assertEquals("ord-1", request.orderId());
        assertEquals(new Money(5000, "SLE"), request.amount());
        assertEquals(Optional.of(PaymentMethod.MOMO), request.method());
        assertEquals(Optional.of("+23276000000"), request.customer().phone());
        assertEquals(Optional.of("https://shop.example/thanks"), request.redirectUrl());
        assertEquals(Map.of("cart", "7"), request.metadata());
        assertEquals(Optional.of(Instant.parse("2026-12-01T10:00:00Z")), request.expiresAt());
    }

    @Test
    void onlyOrderAmountAndCurrencyAreRequired() {
        LinkRequest request = read("{\"orderId\":\"a\",\"amount\":1,\"currency\":\"SLE\",\"customer\":null}");
        assertEquals(new Money(100, "SLE"), request.amount());
        assertTrue(request.provider().isEmpty());
        assertTrue(request.customer().isUnknown());
    }

    @ParameterizedTest
    @CsvSource({"50,5000", "50.5,5050", "\"50.50\",5050", "0.01,1", "\"10000.00\",1000000", "\"0050\",5000"})
    void amountsAreTextOrNumbers(String json, long minor) {
        assertEquals(new Money(minor, "SLE"), read(minimal().replace("\"1.00\"", json)).amount());
    }

    @ParameterizedTest
    @CsvSource({"1.25E7,1250000000", "1E2,10000", "50.0000000000,5000", "5.0E1,5000", "1e3,100000", "5000E-2,5000", "1E-2,1"})
    void aNumberIsItsValueHoweverItIsSpelled(String json, long minor) {
        assertEquals(new Money(minor, "SLE"), read(minimal().replace("\"1.00\"", json)).amount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+2000000000", "1E-2000000000", "1e16", "1.0000000001", "-1E2", "0E+999999999", "-0.0"})
    void anOutOfRangeNumberIsRefusedBeforeItsDigitsAreWritten(String json) {
        assertEquals(List.of("/amount"), pointers(minimal().replace("\"1.00\"", json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"0\"", "-1", "\"-1.00\"", "\"+1\"", "\"1e3\"", "\"0.001\"", "0.001",
        "\"1,000\"", "\"\"", "\" 1\"", "null", "true", "{}", "[1]", "\"1000000000000000\"", "1000000000000000", "\"١\"",
        "\"NaN\"", "\"0x10\"", "99999999999999999999"})
    void anInvalidAmountIsRefused(String json) {
        assertEquals(List.of("/amount"), pointers(minimal().replace("\"1.00\"", json)));
    }

    @Test
    void aCurrencyWithoutDecimalsTakesWholeNumbersOnly() {
        assertEquals(new Money(5000, "XOF"), read(minimal("5000", "XOF")).amount());
        assertEquals(new Money(5000, "XOF"), read(minimal("5000.00", "XOF")).amount());
        assertEquals(List.of("/amount"), pointers(minimal("5000.50", "XOF")));
    }

    @Test
    void reportsAllErrorsAtOnce() {
        assertEquals(List.of("/amout", "/provider", "/orderId", "/currency", "/amount", "/method", "/description",
                "/customer/age", "/customer/email", "/customer/phone", "/customer/bank", "/redirectUrl", "/metadata/k",
                "/expiresAt"), pointers("""
                {"amout":"1","provider":"nobody","orderId":"a b","currency":"sle","method":"cash","description":"",
                 "customer":{"age":"7","email":"ada","phone":"076","bank":"a b"},"redirectUrl":"javascript:alert(1)",
                 "metadata":{"k":7},"expiresAt":"tomorrow"}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"text\"", "7", "{", "{\"a\":1}{", "{\"orderId\":\"a\",\"orderId\":\"b\"}",
        "{\"a\":1} trailing"})
    void aBodyThatIsNotAJsonObjectIsRefused(String body) {
        ProblemException refused = assertThrows(ProblemException.class, () -> read(body));
        assertEquals(ProblemCode.MALFORMED_BODY, refused.problem().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://shop.example/", "//shop.example", "https://user:pass@shop.example/", "ftp://shop.example",
        "https:///nohost", "not a url", "https://shop.example/\\nx", "https://shop.example:99999/", "https://shop.example:0/",
        "https://-shop.example/", "https://shop..example/", "http://localhost:3000/thanks"})
    void aRedirectGoesToAWebAddressOnly(String url) {
        assertEquals(List.of("/redirectUrl"), pointers(with("\"redirectUrl\":\"" + url + "\"")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS://Shop.Example/thanks", "https://my_shop.example.com/thanks", "https://shop.example:8443/?a=b#c",
        "https://203.0.113.7/", "https://[2001:db8::1]:443/", "https://shop.example"})
    void aRedirectUrlIsParsedAsBrowsersParseIt(String url) {
        assertEquals(Optional.of(url), read(with("\"redirectUrl\":\"" + url + "\"")).redirectUrl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000/thanks", "http://127.0.0.1/", "HTTP://LOCALHOST/"})
    void onTheLocalStageARedirectToTheDevelopersOwnMachineNeedsNoHttps(String url) {
        byte[] body = with("\"redirectUrl\":\"" + url + "\"").getBytes(StandardCharsets.UTF_8);
        assertEquals(Optional.of(url), LinkRequestReader.read(body, List.of("flot"), NOW, true).redirectUrl());
    }

    @Test
    void lengthsCountCharactersAndNotTheirHalves() {
        String ticket = "\ud83c\udf9f";
        assertEquals(Optional.of(ticket.repeat(255)), read(with("\"description\":\"" + ticket.repeat(255) + "\"")).description());
        assertEquals(List.of("/description"), pointers(with("\"description\":\"" + ticket.repeat(256) + "\"")));
        assertEquals(Optional.of(ticket.repeat(120)),
                read(with("\"customer\":{\"name\":\"" + ticket.repeat(120) + "\"}")).customer().name());
        assertEquals(Map.of(ticket.repeat(40), ticket.repeat(500)),
                read(with("\"metadata\":{\"" + ticket.repeat(40) + "\":\"" + ticket.repeat(500) + "\"}")).metadata());
        assertEquals(List.of("/metadata/k"), pointers(with("\"metadata\":{\"k\":\"" + ticket.repeat(501) + "\"}")));
    }

    @Test
    void halfOfASurrogatePairIsRefusedWhereverItStands() {
        assertEquals(List.of("/description"), pointers(with("\"description\":\"cut \\ud83d\"")));
        assertEquals(List.of("/customer/name", "/metadata/k"), pointers(with("\"customer\":{\"name\":\"\\udc00\"},"
                + "\"metadata\":{\"k\":\"\\udf9f\\ud83c\"}")));
        ProblemException inName = assertThrows(ProblemException.class, () -> read(with("\"metadata\":{\"\\ud83d\":\"v\"}")));
        assertEquals(ProblemCode.MALFORMED_BODY, inName.problem().code());
        assertEquals(Optional.of("whole \ud83c\udf9f"), read(with("\"description\":\"whole \\ud83c\\udf9f\"")).description());
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedWithThePlaceWhereTheyStand() {
        for (String bytes : List.of("\u00ff", "\u00c3(", "\u00ed\u00a0\u00bd", "\u00f0\u009f\u008e")) {
            byte[] body = with("\"description\":\"x" + bytes + "\"").getBytes(StandardCharsets.ISO_8859_1);
            ProblemException refused = assertThrows(ProblemException.class, () -> LinkRequestReader.read(body, List.of("flot"), NOW, false));
            assertEquals(List.of("/description"), refused.problem().errors().stream().map(FieldError::pointer).toList());
        }
    }

    @Test
    void pastedTextIsCleaned() {
        LinkRequest request = read(with("\"customer\":{\"name\":\"\u200eAda\u00a0Lovelace \",\"email\":\"\u200bada@example.com\u00a0\","
                + "\"phone\":\"\u202a+232\u00a076\u2011000 000\u202c\"}"));
        assertEquals(Optional.of("Ada Lovelace"), request.customer().name());
        assertEquals(Optional.of("ada@example.com"), request.customer().email());
        assertEquals(Optional.of("+23276000000"), request.customer().phone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example..com", ".ada@example.com", "ada.@example.com", "a..da@example.com", "ada@-x.example", "ada@x-.example",
        "ada@example", "ada@example.c", "ada@127.0.0.1", "ada@@example.com", "ada lovelace@example.com"})
    void anAddressThatNoMailReachesIsRefused(String email) {
        assertEquals(List.of("/customer/email"), pointers(with("\"customer\":{\"email\":\"" + email + "\"}")));
    }

    @Test
    void aDescriptionMayHaveSeveralLinesAndNothingElseMay() {
        assertEquals(Optional.of("Two tickets\nRow 7\nSeat\t8"), read(with("\"description\":\"Two tickets\\r\\nRow 7\\nSeat\\t8\"")).description());
        assertEquals(List.of("/description"), pointers(with("\"description\":\"a\\u0000b\"")));
        assertEquals(List.of("/customer/name"), pointers(with("\"customer\":{\"name\":\"A\\nB\"}")));
    }

    @Test
    void metadataHoldsNoControlCharacters() {
        assertEquals(List.of("/metadata/k", "/metadata/l", "/metadata/a\nb"),
                pointers(with("\"metadata\":{\"k\":\"a\\u0000b\",\"l\":\"a\\nb\",\"a\\nb\":\"v\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22T10:00:00Z", "2020-01-01T00:00:00Z", "2026-12-01", "2030-01-01T00:00:00Z",
        "2026-12-01T10:00:00"})
    void anExpiryIsATimeInTheComingYear(String text) {
        assertEquals(List.of("/expiresAt"), pointers(with("\"expiresAt\":\"" + text + "\"")));
    }

    @Test
    void metadataIsBounded() {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 21; i++) {
            pairs.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
        }
        assertEquals(List.of("/metadata"), pointers(with("\"metadata\":{" + pairs + "}")));
        assertEquals(List.of("/metadata/a~1b"), pointers(with("\"metadata\":{\"a/b\":\"" + "x".repeat(501) + "\"}")));
    }

    @Tag("slow")
    @Test
    void randomBytesAreReadOrRefusedButNeverBreak() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] body = COMPLETE.getBytes(StandardCharsets.UTF_8);
            int changes = 1 + random.nextInt(6);
            for (int i = 0; i < changes; i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                LinkRequestReader.read(body, List.of("flot"), NOW, false);
            } catch (ProblemException refused) {
                assertEquals(400, refused.problem().code().status(), "seed " + seed);
            }
        }
    }

    private static LinkRequest read(String body) {
        return LinkRequestReader.read(body.getBytes(StandardCharsets.UTF_8), List.of("flot"), NOW, false);
    }

    private static List<String> pointers(String body) {
        ProblemException refused = assertThrows(ProblemException.class, () -> read(body));
        assertEquals(ProblemCode.VALIDATION_FAILED, refused.problem().code());
        return refused.problem().errors().stream().map(FieldError::pointer).toList();
    }

    private static String minimal() {
        return minimal("1.00", "SLE");
    }

    private static String minimal(String amount, String currency) {
        return "{\"orderId\":\"a\",\"amount\":\"" + amount + "\",\"currency\":\"" + currency + "\"}";
    }

    private static String with(String field) {
        return minimal().replace("}", "," + field + "}");
    }
}
