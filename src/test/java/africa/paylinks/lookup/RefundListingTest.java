package africa.paylinks.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundIndex;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedPayments;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.refund.Refundable;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /refunds}: the refunds of a merchant over all payments. */
class RefundListingTest {

    private static final URI API = URI.create("https://api.example/base/refunds");

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DynamoIdempotencyStore creations = new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final DynamoRefundStore refunds = new DynamoRefundStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final GetPaymentFunction function = new GetPaymentFunction(
            new PaymentLookup(payments, () -> {
                throw new IllegalStateException("No provider is asked by a search");
            }),
            new RefundListing(new DynamoRefundIndex(TestTable.client(), TestTable.CONFIG), () -> new ProviderRegistry(List.of(named("flot"), named("kkiapay")))),
            new DailyReports(new DynamoEventLog(TestTable.client(), TestTable.CONFIG), new DynamoReportedPayments(TestTable.client(), TestTable.CONFIG), clock));
    private final String merchant = "m-" + UUID.randomUUID();

    @Test
    void refundsOfAllPaymentsComeNewestFirst() {
        PaymentTerms first = paid(merchant);
        PaymentTerms second = paid(merchant);
        Refund older = refund(second, 1000, "Broken");
        Refund newer = refund(first, 2000, "Late");
        APIGatewayV2HTTPResponse answer = get("application/json", Map.of());
        assertEquals(200, answer.getStatusCode());
        assertEquals("accept", answer.getHeaders().get("vary"));
        JsonValue list = read(answer.getBody());
        assertEquals(List.of(newer.id(), older.id()), ids("application/json", answer));
        assertEquals("{\"id\":\"" + newer.id() + "\",\"paymentId\":\"" + first.id() + "\",\"provider\":\"flot\",\"amount\":\"20.00\",\"currency\":\"SLE\","
                + "\"status\":\"PENDING\",\"source\":\"api\",\"reason\":\"Late\",\"providerReference\":null,\"failure\":null,"
                + "\"createdAt\":\"2026-11-22T10:00:02.000Z\",\"updatedAt\":\"2026-11-22T10:00:02.000Z\"}", list.path("refunds").path(0).toString());
        assertTrue(list.path("nextCursor").isNull());
    }

    @Test
    void anotherMerchantSeesNoneAndAForeignCursorIsRefused() {
        refund(paid(merchant), 1000, "Broken");
        refund(paid(merchant), 1000, "Broken");
        String foreign = "m-" + UUID.randomUUID();
        Refund theirs = refund(paid(foreign), 500, "Theirs");
        assertEquals(List.of(theirs.id()), ids("application/json", get(foreign, "application/json", Map.of())));
        String cursor = read(get("application/json", Map.of("limit", "1")).getBody()).path("nextCursor").asText();
        assertEquals(200, get(merchant, "application/json", Map.of("cursor", cursor)).getStatusCode());
        assertEquals(400, get(foreign, "application/json", Map.of("cursor", cursor)).getStatusCode());
    }

    @Test
    void aMerchantsPaymentsAndRefundsAreNotMixed() {
        PaymentTerms terms = paid(merchant);
        Refund refund = refund(terms, 1000, "Broken");
        assertEquals(List.of(refund.id()), ids("application/json", get("application/json", Map.of())));
        TestTable.settle();
        APIGatewayV2HTTPEvent event = event(merchant, "application/json", Map.of());
        event.setRouteKey("GET /payments");
        List<String> listed = new ArrayList<>();
        read(function.get(event).getBody()).path("payments").forEach(payment -> listed.add(payment.path("id").asText()));
        assertEquals(List.of(terms.id()), listed);
    }

    @Test
    void csvHasAHeaderAndOneRowPerRefundWithItsOutcome() {
        Refund completed = settled(refund(paid(merchant), 1000, "Two, \"broken\"")).orElseThrow();
        Refund failed = refund(paid(merchant), 2000, "Late");
        PaymentTerms of = payments.find(failed.paymentId()).orElseThrow().terms();
        refunds.settle(failed.failed(new Failure("refused", "No."), clock.instant()), refundable(of).payment(), Cause.WEBHOOK);
        APIGatewayV2HTTPResponse answer = get("text/csv", Map.of());
        assertEquals("text/csv; charset=utf-8; header=present", answer.getHeaders().get("content-type"));
        assertNull(answer.getHeaders().get("link"));
        assertTrue(answer.getBody().startsWith("id,paymentId,createdAt,completedAt,updatedAt,status,currency,amount,provider,providerReference,"
                + "failureCode,reason,source\r\n"), answer.getBody());
        List<Map<String, String>> rows = CsvRows.of(answer.getBody());
        assertEquals(List.of(failed.id(), completed.id()), rows.stream().map(row -> row.get("id")).toList());
        assertEquals(Map.ofEntries(Map.entry("id", completed.id()), Map.entry("paymentId", completed.paymentId()),
                Map.entry("createdAt", "2026-11-22T10:00:01.000Z"), Map.entry("completedAt", "2026-11-22T10:00:02.000Z"),
                Map.entry("updatedAt", "2026-11-22T10:00:02.000Z"), Map.entry("status", "COMPLETED"), Map.entry("currency", "SLE"),
                Map.entry("amount", "10.00"), Map.entry("provider", "flot"), Map.entry("providerReference", "refund-1"), Map.entry("failureCode", ""),
                Map.entry("reason", "Two, \"broken\""), Map.entry("source", "api")), rows.get(1));
        assertEquals(List.of("FAILED", "refused", ""), List.of("status", "failureCode", "completedAt").stream().map(rows.get(0)::get).toList());
    }

    @Test
    void aFormulaInAReasonIsText() {
        for (String reason : List.of("=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1+1")) {
            refund(paid(merchant), 1000, reason);
        }
        CsvRows.of(get("text/csv", Map.of()).getBody()).forEach(row -> row.values().forEach(cell -> assertFalse(cell.matches("(?s)\\s*[=+\\-@].*"), cell)));
    }

    @Test
    void eachLineOfNdjsonIsARefundAsInJson() {
        refund(paid(merchant), 1000, "One\nTwo");
        refund(paid(merchant), 1000, "Three");
        String list = Arrays.stream(get("application/x-ndjson", Map.of()).getBody().split("\n")).map(line -> read(line).toString())
                .collect(Collectors.joining(",", "[", "]"));
        assertEquals(read(get("application/json", Map.of()).getBody()).path("refunds").toString(), list);
    }

    @Test
    void statusProviderAndTimesNarrowASearch() {
        Refund completed = settled(refund(paid(merchant), 1000, "Broken")).orElseThrow();
        Refund open = refund(paid(merchant), 1000, "Late");
        assertEquals(List.of(completed.id()), ids("application/json", get("application/json", Map.of("status", "completed"))));
        assertEquals(List.of(open.id(), completed.id()), ids("application/json", get("application/json", Map.of("provider", "flot"))));
        assertEquals(List.of(), ids("application/json", get("application/json", Map.of("provider", "kkiapay"))));
        String between = "2026-11-22T10:00:03Z";
        assertEquals(List.of(completed.id()), ids("application/json", get("application/json", Map.of("to", between))));
        assertEquals(List.of(open.id()), ids("application/json", get("application/json", Map.of("from", between, "status", "PENDING"))));
        assertEquals(List.of(), ids("application/json", get("application/json", Map.of("from", between, "to", between))));
    }

    @Test
    void theLinkHeaderLeadsThroughAllPagesOfEveryFormat() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            expected.add(0, refund(paid(merchant), 1000, "Broken").id());
        }
        String to = "2026-11-22T11:00:00+00:00";
        for (String type : List.of("text/csv", "application/x-ndjson", "application/json")) {
            List<String> found = new ArrayList<>();
            Map<String, String> query = Map.of("limit", "2", "to", to, "provider", "flot");
            for (int page = 0; page < 4; page++) {
                APIGatewayV2HTTPResponse answer = get(type, query);
                found.addAll(ids(type, answer));
                String link = answer.getHeaders().get("link");
                if (link == null) {
                    break;
                }
                assertTrue(link.matches("<refunds\\?[!-~&&[^<>\"]]+>; rel=\"next\""), link);
                URI next = API.resolve(link.substring(1, link.indexOf('>')));
                assertEquals("/base/refunds", next.getPath());
                query = query(next);
                assertEquals(List.of(to, "flot", "2"), List.of("to", "provider", "limit").stream().map(query::get).toList());
            }
            assertEquals(expected, found, type);
        }
    }

    @ParameterizedTest
    @CsvSource({"limit,0", "limit,101", "limit,x", "from,yesterday", "to,2026-11-22", "status,REFUNDED", "provider,nobody",
        "cursor,bm90IG91cnM", "cursor,%"})
    void anInvalidParameterIsNamedInEveryFormat(String name, String value) {
        for (String type : List.of("text/csv", "application/x-ndjson", "application/json")) {
            APIGatewayV2HTTPResponse answer = get(type, Map.of(name, value));
            assertEquals(400, answer.getStatusCode());
            assertEquals("application/problem+json", answer.getHeaders().get("content-type"));
            assertEquals("/" + name, read(answer.getBody()).path("errors").path(0).path("pointer").asText());
        }
    }

    @Test
    void aRequestThatAcceptsNoFormatIsToldWhichThereAre() {
        assertEquals(406, get("application/xml", Map.of()).getStatusCode());
    }

    @Test
    void aKeyWithoutTheScopeReadsNothing() {
        APIGatewayV2HTTPEvent event = event(merchant, "text/csv", Map.of());
        event.getRequestContext().getAuthorizer().setLambda(Map.of("merchant", merchant, "scopes", "write"));
        assertEquals(403, function.get(event).getStatusCode());
    }

    private PaymentTerms paid(String owner) {
        PaymentTerms terms = SamplePayments.terms(owner, new Money(5000, "SLE"), clock.instant().minusSeconds(5));
        creations.reserve(new IdempotencyKey(owner, UUID.randomUUID().toString()), new Fingerprint("f"), terms);
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED));
        return terms;
    }

    private Refund refund(PaymentTerms terms, long minor, String reason) {
        clock.advance(Duration.ofSeconds(1));
        Refund refund = Refund.ordered(SamplePayments.IDS.next("ref"), terms, new Money(minor, "SLE"), Optional.of(reason), clock.instant(),
                clock.instant().plusSeconds(60));
        refunds.order(new IdempotencyKey(terms.merchant(), UUID.randomUUID().toString()), new Fingerprint("f"), refund, refundable(terms)).orElseThrow();
        return refund;
    }

    private Optional<Refund> settled(Refund refund) {
        clock.advance(Duration.ofSeconds(1));
        refunds.settle(refund.completed(Optional.of("refund-1"), clock.instant()), payments.find(refund.paymentId()).orElseThrow(), Cause.WEBHOOK);
        return refunds.find(refund.paymentId(), refund.id());
    }

    private Refundable refundable(PaymentTerms terms) {
        return refunds.refundable(terms.id()).orElseThrow();
    }

    private static Provider named(String name) {
        return new Named(name, List.of(), Set.of());
    }

    private record Named(String name, List<PaymentMethod> methods, Set<String> currencies) implements Provider {
    }

    private APIGatewayV2HTTPResponse get(String accept, Map<String, String> query) {
        return get(merchant, accept, query);
    }

    private APIGatewayV2HTTPResponse get(String caller, String accept, Map<String, String> query) {
        TestTable.settle();
        return function.get(event(caller, accept, query));
    }

    private static APIGatewayV2HTTPEvent event(String caller, String accept, Map<String, String> query) {
        APIGatewayV2HTTPEvent.RequestContext context = new APIGatewayV2HTTPEvent.RequestContext();
        context.setAuthorizer(APIGatewayV2HTTPEvent.RequestContext.Authorizer.builder()
                .withLambda(Map.of("merchant", caller, "scopes", "read")).build());
        return APIGatewayV2HTTPEvent.builder().withRouteKey("GET /refunds").withRawPath("/base/refunds")
                .withHeaders(Map.of("Accept", accept)).withQueryStringParameters(query).withRequestContext(context).build();
    }

    private static List<String> ids(String type, APIGatewayV2HTTPResponse answer) {
        List<String> ids = new ArrayList<>();
        switch (type) {
            case "text/csv" -> CsvRows.of(answer.getBody()).forEach(row -> ids.add(row.get("id")));
            case "application/json" -> read(answer.getBody()).path("refunds").forEach(refund -> ids.add(refund.path("id").asText()));
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
