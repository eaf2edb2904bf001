package africa.paylinks.transfer;

import static africa.paylinks.transfer.TransferFixture.answer;
import static africa.paylinks.transfer.TransferFixture.json;
import static africa.paylinks.transfer.TransferFixture.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AccountServiceTest {

    private final TransferFixture fixture = new TransferFixture();
    private final AccountService service = fixture.accountService();

    private ApiResponse open(String body) {
        return answer(service::open, fixture.post("/accounts", Map.of(), "", body));
    }

    private ApiResponse find(String id) {
        return answer(service::find, fixture.get("/accounts/" + id, Map.of("id", id), Map.of()));
    }

    private ApiResponse entries(String id, Map<String, String> query) {
        return answer(service::entries, fixture.get("/accounts/" + id + "/entries", Map.of("id", id), query));
    }

    @Test
    void opensAnAccountOncePerOwnerAndCurrency() {
        String body = "{\"ownerId\":\"customer-42\",\"name\":\"Ama\",\"phone\":\"+233 24 123 4567\",\"currency\":\"GHS\"}";
        ApiResponse first = open(body);
        assertEquals("201", outcome(first));
        JsonValue account = json(first);
        for (String amount : List.of("balance", "available", "pendingIn", "pendingOut")) {
            assertEquals("0.00", account.path(amount).asText(), amount);
        }
        assertEquals("+233241234567", account.path("phone").asText());
        ApiResponse again = open(body);
        assertEquals(200, again.status());
        assertEquals(first.body(), again.body());
        assertNotEquals(account.path("id").asText(), json(open(body.replace("GHS", "XOF"))).path("id").asText());
        assertEquals(first.body(), find(account.path("id").asText()).body());
        TransferFixture others = new TransferFixture();
        ApiResponse ofAnotherMerchant = answer(others.accountService()::open, others.post("/accounts", Map.of(), "", body));
        assertEquals("201", outcome(ofAnotherMerchant));
        assertNotEquals(account.path("id").asText(), json(ofAnotherMerchant).path("id").asText());
    }

    @Test
    void opensOneAccountHoweverManyAskAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<ApiResponse>> asked = threads.invokeAll(java.util.Collections.nCopies(16,
                (Callable<ApiResponse>) () -> open("{\"ownerId\":\"c\",\"currency\":\"GHS\"}")));
        threads.shutdown();
        int opened = 0;
        List<String> bodies = new ArrayList<>();
        for (Future<ApiResponse> each : asked) {
            opened += each.get().status() == 201 ? 1 : 0;
            bodies.add(each.get().body());
        }
        assertEquals(1, opened);
        assertEquals(1, bodies.stream().distinct().count());
    }

    @Test
    void listsTheAccountsOfAnOwner() {
        open("{\"ownerId\":\"c\",\"currency\":\"GHS\"}");
        open("{\"ownerId\":\"c\",\"currency\":\"XOF\"}");
        open("{\"ownerId\":\"d\",\"currency\":\"XOF\"}");
        ApiResponse list = answer(service::ofOwner, fixture.get("/accounts", Map.of(), Map.of("ownerId", "c")));
        assertEquals(List.of("GHS", "XOF"), json(list).path("accounts").values().map(one -> one.path("currency").asText()).toList());
        assertEquals("400 validation-failed", outcome(answer(service::ofOwner, fixture.get("/accounts", Map.of(), Map.of()))));
    }

    @Test
    void reportsEveryInvalidField() {
        ApiResponse answer = open("{\"ownerId\":\"a b\",\"name\":\"\",\"phone\":\"24\",\"currency\":\"ghs\",\"x\":1}");
        assertEquals("400 validation-failed", outcome(answer));
        assertEquals(List.of("/currency", "/name", "/ownerId", "/phone", "/x"),
                json(answer).path("errors").values().map(error -> error.path("pointer").asText()).sorted().toList());
        assertEquals("400 malformed-body", outcome(open("[]")));
        assertEquals("400 validation-failed", outcome(open("{}")));
    }

    @Test
    void listsEntriesWithTheBalanceAfterEach() {
        String account = fixture.account("a", 100);
        String other = fixture.account("b");
        for (int number = 0; number < 3; number++) {
            fixture.service().create(fixture.send(account, other, "0.10"));
        }
        List<String> seen = new ArrayList<>();
        Map<String, String> query = Map.of("limit", "3");
        for (int page = 0; page < 2; page++) {
            JsonValue answer = json(entries(account, query));
            answer.path("entries").forEach(entry -> seen.add(entry.path("number").asText() + " " + entry.path("amount").asText() + " "
                    + entry.path("balanceAfter").asText()));
            query = Map.of("limit", "3", "cursor", answer.path("nextCursor").asText());
            assertEquals(page == 1, answer.path("nextCursor").isNull());
        }
        assertEquals(List.of("1 1.00 1.00", "2 -0.10 0.90", "3 -0.10 0.80", "4 -0.10 0.70"), seen);
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        String account = fixture.account("a", 100);
        TransferFixture others = new TransferFixture();
        String foreign = others.account("a", 100);
        others.service().create(others.send(foreign, others.account("b"), "0.10"));
        String cursor = json(answer(others.accountService()::entries, others.get("/accounts/" + foreign + "/entries", Map.of("id", foreign),
                Map.of("limit", "1")))).path("nextCursor").asText();
        assertTrue(cursor.length() > 10);
        assertEquals("400 validation-failed", outcome(entries(account, Map.of("cursor", cursor))));
        assertEquals("400 validation-failed", outcome(entries(account, Map.of("cursor", "x", "limit", "0"))));
        assertEquals("404 not-found", outcome(entries(foreign, Map.of())));
        assertEquals("404 not-found", outcome(find(foreign)));
        assertEquals("404 not-found", outcome(find("acc_?")));
    }

    @Test
    void closesOnlyAnEmptyAccount() {
        String account = fixture.account("a", 100);
        ApiResponse refused = answer(service::close, fixture.post("/accounts/" + account + "/close", Map.of("id", account), "", ""));
        assertEquals("409 account-not-empty", outcome(refused));
        fixture.service().create(fixture.send(account, fixture.account("b"), "1.00"));
        ApiResponse closed = answer(service::close, fixture.post("/accounts/" + account + "/close", Map.of("id", account), "", ""));
        assertTrue(json(closed).path("closed").booleanValue());
    }
}
