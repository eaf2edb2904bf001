package africa.paylinks.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReportedPayments;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.RefundPage;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.report.DailyReports;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PaymentExportTest {

    private static final URI API = URI.create("https://api.example/base/payments");

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DynamoIdempotencyStore creations =
            new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final GetPaymentFunction function = new GetPaymentFunction(new PaymentLookup(payments, PaymentExportTest::noStatusCheck),
            new RefundListing(search -> new RefundPage(List.of(), Optional.empty()), () -> new ProviderRegistry(List.of())),
            new DailyReports(new DynamoEventLog(TestTable.client(), TestTable.CONFIG),
                    new DynamoReportedPayments(TestTable.client(), TestTable.CONFIG), clock));
    private final String merchant = "m-" + UUID.randomUUID();

    @Test
    void csvHasAHeaderAndOneRowPerPayment() {
        PaymentTerms francs = payment(new Money(5000, "XOF"), "Two tickets", Map.of());
        PaymentTerms leones = payment(new Money(5000, "SLE"), "Drinks, \"cold\"\nand snacks", Map.of("cart", "7", "aisle", "é"));
        payments.raise(SamplePayments.statusEvent(leones, PaymentStatus.COMPLETED, Optional.of(new Money(5001, "SLE")))
                .withProviderFee(Optional.of(new Money(95, "SLE"))));
        APIGatewayV2HTTPResponse answer = get("text/csv", Map.of());
        assertEquals(200, answer.getStatusCode());
        assertEquals("text/csv; charset=utf-8; header=present", answer.getHeaders().get("content-type"));
        assertEquals("accept", answer.getHeaders().get("vary"));
        assertNull(answer.getHeaders().get("link"));
        assertTrue(answer.getBody().startsWith("id,orderId,createdAt,completedAt,updatedAt,status,currency,amount,receivedAmount,refundedAmount,"
                + "firstRefundAt,provider,method,providerReference,lateSuccess,failureCode,customerId,description,metadata,providerFee\r\n"), answer.getBody());
        List<Map<String, String>> rows = CsvRows.of(answer.getBody());
        assertEquals(List.of(leones.id(), francs.id()), rows.stream().map(row -> row.get("id")).toList());
        assertEquals(Map.ofEntries(Map.entry("id", leones.id()), Map.entry("orderId", leones.orderId()), Map.entry("createdAt", "2026-11-22T10:00:01.000Z"),
                Map.entry("completedAt", "2026-11-22T10:00:03.000Z"), Map.entry("updatedAt", "2026-11-22T10:00:03.000Z"), Map.entry("status", "COMPLETED"),
                Map.entry("currency", "SLE"), Map.entry("amount", "50.00"), Map.entry("receivedAmount", "50.01"), Map.entry("refundedAmount", "0.00"),
                Map.entry("firstRefundAt", ""), Map.entry("provider", "flot"), Map.entry("method", "momo"), Map.entry("providerReference", ""),
                Map.entry("lateSuccess", "false"), Map.entry("failureCode", ""), Map.entry("customerId", "customer-42"),
                Map.entry("description", "Drinks, \"cold\"\nand snacks"), Map.entry("metadata", "{\"aisle\":\"é\",\"cart\":\"7\"}"), Map.entry("providerFee", "0.95")), rows.get(0));
        assertEquals(List.of("5000", "0", "0", "", ""), List.of("amount", "receivedAmount", "refundedAmount", "metadata", "providerFee").stream().map(rows.get(1)::get).toList());
    }

    @Test
    void refundsAreColumnsOfTheirPayment() {
        PaymentTerms terms = payment(new Money(5000, "SLE"), "Two tickets", Map.of());
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.REFUNDED));
        Map<String, String> row = CsvRows.of(get("text/csv", Map.of()).getBody()).get(0);
        assertEquals(List.of("REFUNDED", "50.00", "2026-11-22T10:00:02.000Z"),
                List.of("status", "refundedAmount", "firstRefundAt").stream().map(row::get).toList());
    }

    @Test
    void csvTellsNothingPersonal() {
        payment(new Money(5000, "SLE"), "Two tickets", Map.of());
        String csv = get("text/csv", Map.of()).getBody();
        for (String personal : List.of("Ada", "ada@example.com", "+23276000000")) {
            assertFalse(csv.contains(personal), personal);
        }
    }

    @Test
    void aFormulaInAnyTextOfAMerchantOrACustomerIsText() {
        payment(new Money(5000, "SLE"), "=HYPERLINK(\"http://evil.example\",\"open\")", Map.of("=k", "=v"));
        Map<String, String> row = CsvRows.of(get("text/csv", Map.of()).getBody()).get(0);
        assertEquals("'=HYPERLINK(\"http://evil.example\",\"open\")", row.get("description"));
        row.values().forEach(cell -> assertFalse(cell.matches("(?s)\\s*[=+\\-@].*"), cell));
    }

    @Test
    void eachLineOfNdjsonIsAPaymentAsInJson() {
        payment(new Money(5000, "XOF"), "One\nTwo", Map.of());
        payment(new Money(5000, "SLE"), "Two tickets", Map.of());
        APIGatewayV2HTTPResponse answer = get("application/x-ndjson", Map.of());
        assertEquals("application/x-ndjson", answer.getHeaders().get("content-type"));
        assertTrue(answer.getBody().endsWith("\n"));
        String list = Arrays.stream(answer.getBody().split("\n")).map(line -> read(line).toString()).collect(Collectors.joining(",", "[", "]"));
        assertEquals(read(get("application/json", Map.of()).getBody()).path("payments").toString(), list);
    }

    @Test
    void theLinkHeaderLeadsThroughAllPagesOfEveryFormat() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            expected.add(0, payment(new Money(5000, "SLE"), "Two tickets", Map.of()).id());
        }
        payment(new Money(5000, "SLE"), "Later", Map.of());
        String to = "2026-11-22T10:00:05+00:00";
        for (String type : List.of("text/csv", "application/x-ndjson", "application/json")) {
            List<String> found = new ArrayList<>();
            Map<String, String> query = Map.of("limit", "2", "to", to);
            for (int page = 0; page < 4; page++) {
                APIGatewayV2HTTPResponse answer = get(type, query);
                found.addAll(ids(type, answer));
                String link = answer.getHeaders().get("link");
                if (link == null) {
                    break;
                }
                assertTrue(link.matches("<payments\\?[!-~&&[^<>\"]]+>; rel=\"next\""), link);
                URI next = API.resolve(link.substring(1, link.indexOf('>')));
                assertEquals(List.of("https", "api.example", "/base/payments"), List.of(next.getScheme(), next.getHost(), next.getPath()));
                query = query(next);
                assertEquals(to, query.get("to"));
            }
            assertEquals(expected, found, type);
        }
    }

    @Test
    void noPaymentsAreAnEmptyDocument() {
        assertEquals(List.of(), CsvRows.of(get("text/csv", Map.of()).getBody()));
        assertEquals("", get("application/x-ndjson", Map.of()).getBody());
    }

    @Test
    void aRequestThatAcceptsNoFormatIsToldWhichThereAre() {
        APIGatewayV2HTTPResponse answer = get("application/xml, text/csv;q=0", Map.of("limit", "0"));
        assertEquals(406, answer.getStatusCode());
        assertEquals("application/problem+json", answer.getHeaders().get("content-type"));
        JsonValue problem = read(answer.getBody());
        assertEquals("not-acceptable", problem.path("code").asText());
        assertEquals("Accept one of application/json, text/csv, application/x-ndjson.", problem.path("detail").asText());
    }

    @Test
    void theFormatIsJsonUnlessAnotherIsPreferred() {
        for (String accept : new String[] {null, "", "*/*", "text/html, */*;q=0.1", "application/json;q=0.9, text/csv;q=0.8"}) {
            assertEquals("application/json", get(accept, Map.of()).getHeaders().get("content-type"), accept);
        }
    }

    @Test
    void aWrongCursorIsAProblemDocumentInEveryFormat() {
        for (String type : List.of("text/csv", "application/x-ndjson", "application/json")) {
            APIGatewayV2HTTPResponse answer = get(type, Map.of("cursor", "bm90IG91cnM"));
            assertEquals(400, answer.getStatusCode());
            assertEquals("application/problem+json", answer.getHeaders().get("content-type"));
            assertEquals("/cursor", read(answer.getBody()).path("errors").path(0).path("pointer").asText());
        }
    }

    @Test
    void nothingIsExportedToAKeyThatMayNotRead() {
        APIGatewayV2HTTPEvent event = event("text/csv", Map.of());
        event.getRequestContext().getAuthorizer().setLambda(Map.of("merchant", merchant, "scopes", "write"));
        assertEquals(403, function.get(event).getStatusCode());
    }

    private static StatusCheck noStatusCheck() {
        throw new IllegalStateException("No provider is asked by a search");
    }

    private PaymentTerms payment(Money amount, String description, Map<String, String> metadata) {
        PaymentTerms sample = SamplePayments.terms(merchant, amount, clock.instant());
        Customer customer = new Customer(Optional.of("customer-42"), Optional.of("Ada"), Optional.of("ada@example.com"), Optional.of("+23276000000"),
                Optional.empty());
        PaymentTerms terms = new PaymentTerms(sample.id(), merchant, sample.orderId(), "flot", PaymentMethod.MOMO, amount, customer,
                Optional.of(description), Optional.empty(), metadata, sample.createdAt(), sample.expiresAt());
        creations.reserve(new IdempotencyKey(merchant, UUID.randomUUID().toString()), new Fingerprint("f"), terms);
        clock.advance(Duration.ofSeconds(1));
        return terms;
    }

    private APIGatewayV2HTTPResponse get(String accept, Map<String, String> query) {
        TestTable.settle();
        return function.get(event(accept, query));
    }

    private APIGatewayV2HTTPEvent event(String accept, Map<String, String> query) {
        APIGatewayV2HTTPEvent.RequestContext context = new APIGatewayV2HTTPEvent.RequestContext();
        context.setAuthorizer(APIGatewayV2HTTPEvent.RequestContext.Authorizer.builder()
                .withLambda(Map.of("merchant", merchant, "scopes", "read")).build());
        return APIGatewayV2HTTPEvent.builder().withRouteKey("GET /payments").withRawPath("/base/payments")
                .withHeaders(accept == null ? Map.of() : Map.of("Accept", accept)).withQueryStringParameters(query).withRequestContext(context).build();
    }

    private static List<String> ids(String type, APIGatewayV2HTTPResponse answer) {
        List<String> ids = new ArrayList<>();
        switch (type) {
            case "text/csv" -> CsvRows.of(answer.getBody()).forEach(row -> ids.add(row.get("id")));
            case "application/json" -> read(answer.getBody()).path("payments").forEach(payment -> ids.add(payment.path("id").asText()));
            default -> answer.getBody().lines().forEach(line -> ids.add(read(line).path("id").asText()));
        }
        return ids;
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&")).map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static JsonValue read(String text) {
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
