package africa.paylinks.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.StatusLookup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PaymentLookupTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DynamoIdempotencyStore creations =
            new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final DynamoReportedTransactions attempts = new DynamoReportedTransactions(TestTable.client(), TestTable.CONFIG);
    private final List<String> questions = new ArrayList<>();
    private StatusLookup.ProviderStatus providerStatus = new StatusLookup.Unavailable("is away");
    private final PaymentLookup lookup = new PaymentLookup(payments,
            () -> new StatusCheck(payments, attempts, new ProviderRegistry(List.of(new FakeStatusLookup())), clock, RecordedMetrics.checked()));
    private final String merchant = "m-" + UUID.randomUUID();

    @Test
    void aMerchantSeesOnlyItsOwnPayments() {
        PaymentTerms terms = payment();
        JsonValue shown = json(lookup.payment(request(merchant, terms.id(), Map.of())));
        assertEquals(terms.id(), shown.path("id").asText());
        assertEquals("CREATING", shown.path("status").asText());
        for (ApiRequest request : List.of(request("m-other", terms.id(), Map.of()), request(merchant, "pay_nobody", Map.of()),
                request(merchant, "", Map.of()), request(merchant, "#'\" ../", Map.of()), request(merchant, "x".repeat(2100), Map.of()))) {
            assertEquals(ProblemCode.NOT_FOUND,
                    assertThrows(ProblemException.class, () -> lookup.payment(request)).problem().code());
            assertEquals(ProblemCode.NOT_FOUND,
                    assertThrows(ProblemException.class, () -> lookup.history(request)).problem().code());
        }
    }

    @Test
    void aRefreshChecksTheProviderFirstAtItsPollInterval() {
        PaymentTerms terms = payment();
        assertEquals("CREATING", refreshed(terms, "false"));
        assertEquals(List.of(), questions);
        assertEquals("CREATING", refreshed(terms, "true"));
        providerStatus = new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.of(terms.amount()), Optional.empty(), Optional.empty(),
                Map.of());
        assertEquals("CREATING", refreshed(terms, "true"));
        assertEquals(1, questions.size());
        clock.advance(Duration.ofSeconds(5));
        assertEquals("COMPLETED", refreshed(terms, "true"));
        clock.advance(Duration.ofSeconds(5));
        assertEquals("COMPLETED", refreshed(terms, "true"));
        assertEquals(List.of(terms.id(), terms.id()), questions);
    }

    @Test
    void theReceivedAmountIsShownAndUnderpaymentsAreInTheHistory() {
        PaymentTerms terms = payment();
        providerStatus = paid(new Money(terms.amount().minor() - 1, "SLE"));
        assertEquals("CREATING", refreshed(terms, "true"));
        clock.advance(Duration.ofSeconds(5));
        assertEquals("CREATING", refreshed(terms, "true"));
        assertEquals("0.00", shown(terms).path("receivedAmount").asText());
        JsonValue lines = json(lookup.history(request(merchant, terms.id(), Map.of()))).path("events");
        assertEquals(1, lines.size());
        assertEquals("{\"mismatch\":\"amount\",\"paid\":\"49.99 SLE\",\"said\":\"COMPLETED\"}", lines.path(0).path("detail").toString());
        clock.advance(Duration.ofSeconds(10));
        providerStatus = paid(new Money(terms.amount().minor() + 1, "SLE"));
        assertEquals("COMPLETED", refreshed(terms, "true"));
        assertEquals("50.01", shown(terms).path("receivedAmount").asText());
        assertEquals("50.01", json(lookup.search(request(merchant, Map.of()))).path("payments").path(0).path("receivedAmount").asText());
    }

    @Tag("slow")
    @Test
    void aPaymentPaidAfterManyStatusChecksIsFoundOnRefresh() {
        PaymentTerms terms = payment();
        for (int minute = 0; minute < 200; minute++) {
            refreshed(terms, "true");
            clock.advance(Duration.ofMinutes(1));
        }
        assertTrue(questions.size() < 60, questions.size() + " questions");
        providerStatus = paid(terms.amount());
        for (int minute = 0; minute < 5; minute++) {
            refreshed(terms, "true");
            clock.advance(Duration.ofMinutes(1));
        }
        assertEquals("COMPLETED", shown(terms).path("status").asText());
    }

    @Tag("slow")
    @Test
    void checksByTheCheckoutPageDoNotBlockTheMerchantsRefresh() {
        PaymentTerms terms = payment();
        for (int second = 0; second < 600; second++) {
            statusCheck().check(payments.find(terms.id()).orElseThrow(), Optional.empty(), PaymentStore.StatusCheckCaller.PAGE);
            clock.advance(Duration.ofSeconds(1));
        }
        providerStatus = paid(terms.amount());
        assertEquals("COMPLETED", refreshed(terms, "true"));
    }

    private StatusCheck statusCheck() {
        return new StatusCheck(payments, attempts, new ProviderRegistry(List.of(new FakeStatusLookup())), clock, RecordedMetrics.checked());
    }

    private static StatusLookup.ProviderStatus paid(Money money) {
        return new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.of(money), Optional.empty(), Optional.empty(), Map.of());
    }

    private JsonValue shown(PaymentTerms terms) {
        return json(lookup.payment(request(merchant, terms.id(), Map.of())));
    }

    @Test
    void aMerchantCannotRefreshAnotherMerchantsPayment() {
        PaymentTerms terms = payment();
        ApiRequest foreign = request("m-other", terms.id(), Map.of("refresh", "true"));
        assertEquals(ProblemCode.NOT_FOUND, assertThrows(ProblemException.class, () -> lookup.payment(foreign)).problem().code());
        assertEquals(List.of(), questions);
    }

    private String refreshed(PaymentTerms terms, String refresh) {
        return json(lookup.payment(request(merchant, terms.id(), Map.of("refresh", refresh)))).path("status").asText();
    }

    private final class FakeStatusLookup implements StatusLookup {

        @Override
        public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
            questions.add(payment.id());
            return providerStatus;
        }

        @Override
        public String name() {
            return "flot";
        }

        @Override
        public List<PaymentMethod> methods() {
            return List.of(PaymentMethod.MOMO);
        }

        @Override
        public Set<String> currencies() {
            return Set.of("SLE");
        }
    }

    @Test
    void pagesFollowOneAnotherByTheirCursor() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            expected.add(0, payment().id());
            clock.advance(Duration.ofSeconds(1));
        }
        List<String> found = new ArrayList<>();
        Map<String, String> query = Map.of("limit", "2");
        for (int page = 0; page < 4; page++) {
            JsonValue answer = json(lookup.search(request(merchant, query)));
            answer.path("payments").forEach(payment -> found.add(payment.path("id").asText()));
            if (answer.path("nextCursor").isNull()) {
                break;
            }
            query = Map.of("limit", "2", "cursor", answer.path("nextCursor").asText());
        }
        assertEquals(expected, found);
    }

    @Test
    void aCursorOfAnotherMerchantShowsNothingOfTheirs() {
        payment();
        clock.advance(Duration.ofSeconds(1));
        payment();
        String cursor = json(lookup.search(request(merchant, Map.of("limit", "1")))).path("nextCursor").asText();
        assertEquals(0, json(lookup.search(request("m-" + UUID.randomUUID(), Map.of("cursor", cursor)))).path("payments").size());
    }

    @Test
    void aTimeThatEndsBeforeItBeginsHoldsNothing() {
        payment();
        for (String[] range : new String[][] {{"2026-11-22T11:00:00Z", "2026-11-22T09:00:00Z"}, {"2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z"},
            {"2026-11-22T10:00:00.0001Z", "2026-11-22T10:00:00.0009Z"}}) {
            assertEquals("{\"payments\":[],\"nextCursor\":null}",
                    lookup.search(request(merchant, Map.of("from", range[0], "to", range[1]))).body());
        }
    }

    @Test
    void aCursorOutsideTheRequestedRangeContinuesWithinIt() {
        PaymentTerms first = payment();
        clock.advance(Duration.ofHours(1));
        payment();
        clock.advance(Duration.ofHours(1));
        PaymentTerms last = payment();
        clock.advance(Duration.ofHours(1));
        payment();
        String newest = json(lookup.search(request(merchant, Map.of("limit", "1")))).path("nextCursor").asText();
        JsonValue older = json(lookup.search(request(merchant, Map.of("cursor", newest, "to", last.createdAt().toString()))));
        assertEquals(2, older.path("payments").size());
        assertEquals(first.id(), older.path("payments").path(1).path("id").asText());
        String oldest = json(lookup.search(request(merchant, Map.of("limit", "3")))).path("nextCursor").asText();
        assertEquals(0, json(lookup.search(request(merchant, Map.of("cursor", oldest, "from", last.createdAt().toString()))))
                .path("payments").size());
    }

    @Test
    void anOrderIsFoundByItsId() {
        PaymentTerms terms = payment();
        payment();
        JsonValue answer = json(lookup.search(request(merchant, Map.of("orderId", terms.orderId(), "status", "creating",
                "from", "2026-11-22T09:00:00+00:00", "to", "2026-11-22T12:00:00Z"))));
        assertEquals(1, answer.path("payments").size());
        assertEquals(terms.id(), answer.path("payments").path(0).path("id").asText());
    }

    @Test
    void aPeriodBeginsAtItsFirstInstantAndEndsBeforeItsLast() {
        Instant first = clock.instant();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(0, payment().id());
            clock.advance(Duration.ofMillis(1));
        }
        assertEquals(ids, found(Map.of("from", first.toString(), "to", first.plusMillis(3).toString())));
        assertEquals(ids.subList(1, 2), found(Map.of("from", first.plusMillis(1).toString(), "to", first.plusMillis(2).toString())));
        assertEquals(ids.subList(1, 2), found(Map.of("from", first.plusNanos(1).toString(), "to", first.plusNanos(1_000_001).toString())));
        assertEquals(List.of(), found(Map.of("to", "1970-01-01T00:00:00Z")));
    }

    @Tag("slow")
    @Test
    void pagesOfOneStatusFollowOneAnotherThroughAllOthers() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            PaymentTerms terms = payment();
            if (i % 17 == 0) {
                payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED));
                expected.add(0, terms.id());
            }
            clock.advance(Duration.ofSeconds(1));
        }
        List<String> found = new ArrayList<>();
        Map<String, String> query = Map.of("limit", "3", "status", "COMPLETED");
        int pages = 0;
        while (pages++ < 10) {
            JsonValue answer = json(lookup.search(request(merchant, query)));
            assertTrue(answer.path("payments").size() <= 3);
            answer.path("payments").forEach(payment -> found.add(payment.path("id").asText()));
            if (answer.path("nextCursor").isNull()) {
                break;
            }
            query = Map.of("limit", "3", "status", "COMPLETED", "cursor", answer.path("nextCursor").asText());
        }
        assertEquals(expected, found);
        assertTrue(pages <= 4, "pages: " + pages);
    }

    private List<String> found(Map<String, String> query) {
        List<String> ids = new ArrayList<>();
        json(lookup.search(request(merchant, query))).path("payments").forEach(payment -> ids.add(payment.path("id").asText()));
        return ids;
    }

    @Test
    void onlyTrueRequestsARefreshAtTheProvider() {
        PaymentTerms terms = payment();
        for (String other : List.of("1", "yes", "TRUE", "true,true")) {
            ProblemException refused = assertThrows(ProblemException.class, () -> refreshed(terms, other));
            assertEquals(ProblemCode.VALIDATION_FAILED, refused.problem().code());
            assertEquals("/refresh", refused.problem().errors().get(0).pointer());
        }
        assertEquals("CREATING", refreshed(terms, ""));
    }

    @Test
    void everyParameterThatIsWrongIsNamed() {
        ProblemException refused = assertThrows(ProblemException.class, () -> lookup.search(request(merchant, Map.of(
                "orderId", "a b", "status", "PAID", "from", "yesterday", "to", "-999999999-01-01T00:00:00Z", "limit", "101",
                "cursor", "bm90IG91cnM"))));
        assertEquals(List.of("/orderId", "/status", "/from", "/to", "/limit", "/cursor"),
                refused.problem().errors().stream().map(FieldError::pointer).toList());
        for (String cursor : List.of("%", "AAAA", "MjAyNi0xMS0yMlQxMDowMDowMFog")) {
            assertThrows(ProblemException.class, () -> lookup.search(request(merchant, Map.of("cursor", cursor))));
        }
    }

    @Test
    void withoutAKeyNothingIsShown() {
        ApiRequest request = new ApiRequest("GET", "/payments", Map.of(), Map.of(), Map.of(), new byte[0], "api.example",
                Optional.empty());
        assertEquals(ProblemCode.UNAUTHORIZED,
                assertThrows(ProblemException.class, () -> lookup.search(request)).problem().code());
        assertTrue(json(lookup.search(request(merchant, Map.of()))).path("payments").isEmpty());
    }

    private PaymentTerms payment() {
        PaymentTerms terms = SamplePayments.terms(merchant, new Money(5000, "SLE"), clock.instant());
        creations.reserve(new IdempotencyKey(merchant, UUID.randomUUID().toString()), new Fingerprint("f"), terms);
        return terms;
    }

    private static ApiRequest request(String merchant, Map<String, String> query) {
        TestTable.settle();
        return new ApiRequest("GET", "/payments", Map.of(), query, Map.of(), new byte[0], "api.example",
                Optional.of(new ApiRequest.Caller(merchant, Set.of("read"))));
    }

    private static ApiRequest request(String merchant, String id, Map<String, String> query) {
        return new ApiRequest("GET", "/payments/" + id, Map.of("id", id), query, Map.of(), new byte[0], "api.example",
                Optional.of(new ApiRequest.Caller(merchant, Set.of("read"))));
    }

    private static JsonValue json(ApiResponse answer) {
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
