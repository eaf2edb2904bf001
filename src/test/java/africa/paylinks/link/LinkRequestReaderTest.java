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
    @ValueSource(strings = {"0", "\"0\"", "-1", "\"-1.00\"", "\"+1\"", "1e3", "\"1e3\"", "\"0.001\"", "0.001",
        "\"1,000\"", "\"\"", "\" 1\"", "null", "true", "{}", "[1]", "\"1000000000000000\"", "1000000000000000", "\"١\"",
        "\"NaN\"", "\"0x10\"", "99999999999999999999"})
    void whatIsNoAmountIsRefused(String json) {
        assertEquals(List.of("/amount"), pointers(minimal().replace("\"1.00\"", json)));
    }

    @Test
    void aCurrencyWithoutDecimalsTakesWholeNumbersOnly() {
        assertEquals(new Money(5000, "XOF"), read(minimal("5000", "XOF")).amount());
        assertEquals(new Money(5000, "XOF"), read(minimal("5000.00", "XOF")).amount());
        assertEquals(List.of("/amount"), pointers(minimal("5000.50", "XOF")));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
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
    void whatIsNoJsonObjectIsRefused(String body) {
        ProblemException refused = assertThrows(ProblemException.class, () -> read(body));
        assertEquals(ProblemCode.MALFORMED_BODY, refused.problem().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://shop.example/", "//shop.example", "https://user:pass@shop.example/", "ftp://shop.example",
        "https:///nohost", "not a url", "https://shop.example/\\nx"})
    void aRedirectGoesToAWebAddressOnly(String url) {
        assertEquals(List.of("/redirectUrl"), pointers(with("\"redirectUrl\":\"" + url + "\"")));
    }

    @Test
    void aRedirectToTheDevelopersOwnMachineNeedsNoHttps() {
        read(with("\"redirectUrl\":\"http://localhost:3000/thanks\""));
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
                LinkRequestReader.read(body, List.of("flot"), NOW);
            } catch (ProblemException refused) {
                assertEquals(400, refused.problem().code().status(), "seed " + seed);
            }
        }
    }

    private static LinkRequest read(String body) {
        return LinkRequestReader.read(body.getBytes(StandardCharsets.UTF_8), List.of("flot"), NOW);
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
