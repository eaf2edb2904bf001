package africa.paylinks.transfer;

import static africa.paylinks.transfer.TransferFixture.answer;
import static africa.paylinks.transfer.TransferFixture.json;
import static africa.paylinks.transfer.TransferFixture.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.Balances;
import africa.paylinks.ledger.Entry;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.StoreUnavailable;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class TransferServiceTest {

    private final TransferFixture fixture = new TransferFixture();

    private ApiResponse send(String from, String to, String amount) {
        return answer(fixture.service()::create, fixture.send(from, to, amount));
    }

    private ApiResponse reverse(String transfer) {
        return answer(fixture.reversals()::reverse, fixture.post("/transfers/" + transfer + "/reverse", Map.of("id", transfer), "", ""));
    }

    private ApiResponse withdraw(String account, String amount, String reference) {
        return answer(fixture.withdrawals()::hold, fixture.post("/accounts/" + account + "/withdrawals", Map.of("id", account), "",
                "{\"amount\":\"" + amount + "\",\"reference\":\"" + reference + "\"}"));
    }

    private ApiResponse settle(String account, String withdrawal, String how) {
        ApiRequest request = fixture.post("/accounts/" + account + "/withdrawals/" + withdrawal + "/" + how,
                Map.of("id", account, "withdrawal", withdrawal), "", "");
        return answer(how.equals("confirm") ? fixture.withdrawals()::confirm : fixture.withdrawals()::voidHold, request);
    }

    private static List<String> together(List<Callable<ApiResponse>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        List<Future<ApiResponse>> answers = threads.invokeAll(calls);
        threads.shutdown();
        List<String> outcomes = new ArrayList<>();
        for (Future<ApiResponse> each : answers) {
            outcomes.add(outcome(each.get()));
        }
        return outcomes;
    }

    @Test
    void sixtyFourTransfersAtOnceSpendABalanceOnce() throws Exception {
        String from = fixture.account("a", 100_00);
        String to = fixture.account("b");
        List<String> outcomes = together(Collections.nCopies(64, () -> {
            ApiResponse answer = send(from, to, "10.00");
            assertTrue(fixture.balances(from).available() >= 0);
            return answer;
        }));
        assertEquals(10, Collections.frequency(outcomes, "201"));
        assertEquals(54, Collections.frequency(outcomes, "422 insufficient-funds"));
        assertEquals(Balances.NONE, fixture.balances(from));
        assertEquals(new Balances(100_00, 0, 0), fixture.balances(to));
        assertEquals(0, fixture.total(from, to));
        List<Entry> debits = fixture.accounts.entries(from, 0, 100);
        assertEquals(11, debits.size());
        // Entries of one transaction: after each, both sides agree and nothing was below zero.
        Map<String, Long> credits = fixture.accounts.entries(to, 0, 100).stream().collect(Collectors.toMap(Entry::transferId, Entry::minor));
        debits.forEach(entry -> assertTrue(entry.balanceAfter() >= 0, entry.toString()));
        debits.subList(1, 11).forEach(entry -> assertEquals(-entry.minor(), credits.get(entry.transferId())));
    }

    @Test
    void transfersInBothDirectionsAtOnceNeitherBlockNorLoseMoney() throws Exception {
        String one = fixture.account("a", 50_00);
        String two = fixture.account("b", 50_00);
        List<Callable<ApiResponse>> calls = new ArrayList<>();
        for (int number = 0; number < 16; number++) {
            calls.add(() -> send(one, two, "1.00"));
            calls.add(() -> send(two, one, "1.00"));
        }
        assertEquals(32, Collections.frequency(together(calls), "201"));
        assertEquals(50_00, fixture.balances(one).balance());
        assertEquals(50_00, fixture.balances(two).balance());
        assertEquals(0, fixture.total(one, two));
    }

    @Test
    void aRepeatedRequestIsAnsweredWithTheSameBytes() {
        String from = fixture.account("a", 100_00);
        ApiRequest request = fixture.send("key", from, fixture.account("b"), "100.00");
        ApiResponse first = fixture.service().create(request);
        ApiResponse again = fixture.service().create(request);
        assertEquals(first.body(), again.body());
        assertEquals("true", again.headers().get("idempotency-replayed"));
        assertEquals("COMPLETED", json(first).path("status").asText());
        String other = fixture.account("c", 1);
        assertEquals("422 idempotency-key-reused", outcome(answer(fixture.service()::create, fixture.send("key", other, from, "0.01"))));
        assertEquals("400 idempotency-key-missing", outcome(answer(fixture.service()::create,
                fixture.send("", from, fixture.account("b"), "1.00"))));
    }

    @Test
    void refusesWhatTheRulesForbid() {
        String from = fixture.account("a", 100_00);
        String to = fixture.account("b");
        assertEquals("422 same-parties", outcome(send(from, from, "1.00")));
        Account francs = Account.open(fixture.merchant, "b", Optional.empty(), Optional.empty(), "XOF", fixture.clock.instant());
        fixture.accounts.open(francs);
        assertEquals("422 currency-mismatch", outcome(send(from, francs.id(), "1.00")));
        String closed = fixture.account("c");
        assertTrue(fixture.accounts.close(closed, fixture.clock.instant()));
        assertEquals("422 account-closed", outcome(send(from, closed, "1.00")));
        assertEquals("422 insufficient-funds", outcome(send(from, to, "100.01")));
        assertEquals("404 not-found", outcome(send(from, "acc_" + "0".repeat(32), "1.00")));
        assertEquals("404 not-found", outcome(send(new TransferFixture().account("a", 1), to, "0.01")));
        fixture.config.limits = Optional.of(fixture.merchant + "/GHS=min:1,max:50");
        assertEquals("422 less-than-transaction-min-value", outcome(send(from, to, "0.99")));
        assertEquals("422 greater-than-transaction-max-value", outcome(send(from, to, "50.01")));
        assertEquals("201", outcome(send(from, to, "50.00")));
        assertEquals(0, fixture.total(from, to, closed));
    }

    @Test
    void anAccountThatClosesMeanwhileIsNotCredited() {
        String from = fixture.account("a", 100_00);
        String to = fixture.account("b");
        Account seen = fixture.accounts.find(to).orElseThrow();
        fixture.accounts.close(to, fixture.clock.instant());
        Transfer late = Transfer.created(new TransferTerms("trf_late" + fixture.merchant.substring(5), TransferKind.INTERNAL, fixture.merchant,
                Party.of(fixture.accounts.find(from).orElseThrow()), Party.of(seen), new Money(1, "GHS"), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), fixture.clock.instant(), Optional.empty()));
        assertEquals(new TransferStore.Refused(ProblemCode.ACCOUNT_CLOSED), fixture.transfers.book(Optional.empty(),
                late.raised(TransferStatus.COMPLETED, fixture.clock.instant()), TransferLimit.NONE, List.of(seen),
                new StoredAnswer(201, Map.of(), "{}")));
        assertEquals(100_00, fixture.balances(from).balance());
    }

    @Test
    void reportsEveryInvalidFieldOfATransfer() {
        ApiResponse answer = answer(fixture.service()::create, fixture.post("/transfers", Map.of(), "k",
                "{\"from\":{\"account\":\"a\",\"phone\":\"1\",\"x\":1},\"to\":{},\"amount\":\"-1\",\"currency\":\"\",\"provider\":\"fluid\",\"metadata\":[]}"));
        assertEquals("400 validation-failed", outcome(answer));
        List<String> pointers = json(answer).path("errors").values().map(error -> error.path("pointer").asText()).sorted().toList();
        assertEquals(List.of("/amount", "/currency", "/from/account", "/from/x", "/metadata", "/provider", "/to/account"), pointers);
    }

    @Test
    void countsADaysTransfersInItsTimeZone() {
        fixture.config.limits = Optional.of("*/GHS=day:10,count:3,zone:Africa/Nairobi");
        String from = fixture.account("a", 100_00);
        String to = fixture.account("b");
        assertEquals("422 daily-value-limit-exceeded", outcome(send(from, to, "10.01")));
        assertEquals("201", outcome(send(from, to, "5.00")));
        assertEquals("422 daily-value-limit-exceeded", outcome(send(from, to, "5.01")));
        assertEquals("201", outcome(send(from, to, "1.00")));
        assertEquals("201", outcome(send(from, to, "1.00")));
        assertEquals("422 daily-volume-limit-exceeded", outcome(send(from, to, "1.00")));
        // 10:00 in UTC is 13:00 in Nairobi, whose midnight is at 21:00.
        fixture.clock.advance(Duration.ofHours(11).minusMillis(1));
        assertEquals("422 daily-volume-limit-exceeded", outcome(send(from, to, "1.00")));
        fixture.clock.advance(Duration.ofMillis(1));
        assertEquals("201", outcome(send(from, to, "10.00")));
    }

    @Test
    void aTransferAfterWhichItsSenderHasUsedEightyPercentOfADailyLimitIsCountedByAMetric() {
        fixture.config.limits = Optional.of("*/GHS=day:10,count:6");
        String from = fixture.account("a", 100_00);
        String other = fixture.account("b", 100_00);
        send(from, other, "7.99");
        assertEquals(List.of(), fixture.metrics.with(Metric.TRANSFER_LIMIT_NEAR));
        send(from, other, "0.01");
        assertEquals(1, fixture.metrics.sum(Metric.TRANSFER_LIMIT_NEAR));
        for (int number = 0; number < 4; number++) {
            send(other, from, "0.01");
        }
        assertEquals(1, fixture.metrics.sum(Metric.TRANSFER_LIMIT_NEAR));
        send(other, from, "0.01");
        assertEquals(2, fixture.metrics.sum(Metric.TRANSFER_LIMIT_NEAR));
        fixture.metrics.lines().forEach(line -> {
            assertEquals(fixture.merchant, line.path("merchant").asText());
            assertEquals("GHS", line.path("currency").asText());
            assertTrue(!line.toString().contains(from) && !line.toString().contains(other), line.toString());
        });
    }

    @Test
    void aStoredTransferDoesNotFailBecauseItsSendersUsageCannotBeRead() {
        fixture.config.limits = Optional.of("*/GHS=day:10");
        TransferStore withoutUsage = (TransferStore) Proxy.newProxyInstance(TransferStore.class.getClassLoader(), new Class<?>[] {TransferStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("usage")) {
                        throw new StoreUnavailable("The table does not answer", null);
                    }
                    return method.invoke(fixture.transfers, arguments);
                });
        ApiRequest request = fixture.send(fixture.account("a", 100_00), fixture.account("b"), "9.00");
        assertEquals("201", outcome(answer(fixture.service(withoutUsage)::create, request)));
    }

    @Test
    void aDailyLimitHoldsWhenManySendAtOnce() throws Exception {
        fixture.config.limits = Optional.of("*/GHS=day:70,count:100");
        String from = fixture.account("a", 1000_00);
        String to = fixture.account("b");
        List<String> outcomes = together(Collections.nCopies(24, () -> send(from, to, "10.00")));
        assertEquals(7, Collections.frequency(outcomes, "201"));
        assertEquals(17, Collections.frequency(outcomes, "422 daily-value-limit-exceeded"));
    }

    @Test
    void aDailyNumberOfTransfersHoldsWhenManySendAtOnceToo() throws Exception {
        fixture.config.limits = Optional.of("*/GHS=count:5,zone:Africa/Nairobi");
        String from = fixture.account("a", 1000_00);
        String to = fixture.account("b");
        List<String> outcomes = together(Collections.nCopies(24, () -> send(from, to, "10.00")));
        assertEquals(5, Collections.frequency(outcomes, "201"));
        assertEquals(19, Collections.frequency(outcomes, "422 daily-volume-limit-exceeded"));
    }

    @Test
    void aTransferThatFailsOrExpiresGivesItsShareOfTheLimitBack() {
        String to = fixture.account("b");
        TransferLimit limit = new TransferLimits("*/GHS=count:1").of(fixture.merchant, "GHS");
        Transfer failing = counted(fixture.collection(to, 100), limit);
        Transfer expiring = counted(fixture.collection(to, 100), limit);
        assertTrue(fixture.transfers.reserve(Optional.empty(), failing, limit) instanceof TransferStore.Stored);
        assertEquals(new TransferStore.Refused(ProblemCode.DAILY_VOLUME_LIMIT_EXCEEDED), fixture.transfers.reserve(Optional.empty(), expiring, limit));
        assertEquals(new Balances(0, 100, 0), fixture.balances(to));
        assertEquals(TransferStore.Ending.ENDED, fixture.transfers.fail(failing, new Failure("x", "y"), TransferCause.PAYMENT, fixture.clock.instant()));
        assertTrue(fixture.transfers.reserve(Optional.empty(), expiring, limit) instanceof TransferStore.Stored);
        assertEquals(TransferStore.Ending.NOT_POSSIBLE, fixture.transfers.expire(expiring, fixture.clock.instant()));
        assertEquals(TransferStore.Ending.ENDED, fixture.transfers.expire(expiring, expiring.terms().expiresAt().orElseThrow()));
        assertEquals(TransferLimit.Usage.NONE, fixture.transfers.usage(expiring.terms().limit().orElseThrow()));
        assertEquals(Balances.NONE, fixture.balances(to));
    }

    /** A daily count expires after weeks, and a transfer may end later than that: its amounts must not stay pending for it. */
    @Test
    void aTransferWhoseDailyCountHasExpiredEndsWithoutGivingItBack() {
        String to = fixture.account("b");
        TransferLimit limit = new TransferLimits("*/GHS=count:1").of(fixture.merchant, "GHS");
        Transfer transfer = counted(fixture.collection(to, 100), limit);
        assertTrue(fixture.transfers.reserve(Optional.empty(), transfer, limit) instanceof TransferStore.Stored);
        DailyCount counter = transfer.terms().limit().orElseThrow();
        TestTable.client().deleteItem(request -> request.tableName(TestTable.CONFIG.table()).key(TestTable.dailyCount(counter)));
        assertEquals(TransferStore.Ending.ENDED, fixture.transfers.expire(transfer, transfer.terms().expiresAt().orElseThrow()));
        assertEquals(Balances.NONE, fixture.balances(to));
        assertEquals(TransferLimit.Usage.NONE, fixture.transfers.usage(counter));
    }

    private static Transfer counted(Transfer plain, TransferLimit limit) {
        TransferTerms terms = plain.terms();
        return Transfer.created(new TransferTerms(terms.id(), terms.kind(), terms.merchant(), terms.from(), terms.to(), terms.amount(),
                terms.provider(), terms.description(), terms.reference(), terms.reverses(), terms.metadata(),
                limit.counter(terms.merchant(), terms.amount(), terms.from(), terms.createdAt()), terms.createdAt(), terms.expiresAt()));
    }

    @Test
    void aDryRunChecksEverythingAndChangesNothing() {
        TestTable.Empty empty = TestTable.empty();
        TransferFixture own = new TransferFixture(empty.client(), empty.config());
        own.config.limits = Optional.of("*/GHS=max:60,day:65,count:5");
        String from = own.account("a", 100_00);
        String to = own.account("b");
        assertEquals("201", outcome(own.service().create(own.send(from, to, "50.00"))));
        var before = everything(empty);
        for (var expected : Map.of("10.00", "200", "60.01", "422 greater-than-transaction-max-value", "15.01",
                "422 daily-value-limit-exceeded").entrySet()) {
            ApiRequest request = TransferFixture.call("POST", "/transfers", Map.of(), Map.of("dryRun", "true"), "k",
                    TransferFixture.body(from, to, expected.getKey()), own.merchant);
            assertEquals(expected.getValue(), outcome(answer(own.service()::create, request)));
        }
        ApiRequest poor = TransferFixture.call("POST", "/transfers", Map.of(), Map.of("dryRun", "true"), "",
                TransferFixture.body(to, from, "55.00"), own.merchant);
        assertEquals("422 insufficient-funds", outcome(answer(own.service()::create, poor)));
        assertEquals("400 validation-failed", outcome(answer(own.service()::create, TransferFixture.call("POST", "/transfers", Map.of(),
                Map.of("dryRun", "yes"), "k", TransferFixture.body(from, to, "1.00"), own.merchant))));
        assertEquals(before, everything(empty));
    }

    private static List<?> everything(TestTable.Empty table) {
        return table.client().scan(request -> request.tableName(table.config().table()).consistentRead(true)).items().stream()
                .map(Object::toString).sorted().toList();
    }

    @Test
    void reversesOnceAndOnlyWithCover() throws Exception {
        String from = fixture.account("a", 100_00);
        String to = fixture.account("b");
        String transfer = json(send(from, to, "60.00")).path("id").asText();
        send(to, from, "10.00");
        assertEquals("422 insufficient-funds", outcome(reverse(transfer)));
        send(from, to, "10.00");
        List<String> outcomes = together(Collections.nCopies(8, () -> reverse(transfer)));
        assertEquals(1, Collections.frequency(outcomes, "201"));
        assertEquals(7, Collections.frequency(outcomes, "409 transfer-reversed"));
        assertEquals(100_00, fixture.balances(from).balance());
        assertEquals(0, fixture.balances(to).balance());
        assertEquals(0, fixture.total(from, to));
        Transfer original = fixture.transfers.find(transfer).orElseThrow();
        assertEquals(TransferStatus.REVERSED, original.status());
        assertEquals("422 transfer-not-reversible", outcome(reverse(original.reversedBy().orElseThrow())));
    }

    @Test
    void aReversalWithAKeyIsAnsweredAgain() {
        String transfer = json(send(fixture.account("a", 100), fixture.account("b"), "1.00")).path("id").asText();
        ApiRequest request = fixture.post("/transfers/" + transfer + "/reverse", Map.of("id", transfer), "undo", "");
        ApiResponse first = fixture.reversals().reverse(request);
        assertEquals(first.body(), fixture.reversals().reverse(request).body());
    }

    @Test
    void aReversedCollectionIsOwedToItsSender() {
        String to = fixture.account("b", 5_00);
        String transfer = fixture.accounts.entries(to, 0, 1).get(0).transferId();
        assertEquals("201", outcome(reverse(transfer)));
        assertEquals(0, fixture.balances(to).balance());
        assertEquals(5_00, fixture.accounts.systemBalance(fixture.merchant, "@returns", "GHS"));
        assertEquals(0, fixture.total(to));
    }

    @Test
    void holdsAWithdrawalUntilItIsConfirmedOrVoided() {
        String account = fixture.account("a", 100_00);
        ApiResponse held = withdraw(account, "70.00", "payout-1");
        assertEquals("201", outcome(held));
        assertEquals(new Balances(100_00, 0, 70_00), fixture.balances(account));
        assertEquals(200, withdraw(account, "70.00", "payout-1").status());
        assertEquals("422 reference-reused", outcome(withdraw(account, "7.00", "payout-1")));
        assertEquals("422 insufficient-funds", outcome(withdraw(account, "30.01", "payout-2")));
        assertEquals("422 insufficient-funds", outcome(send(account, fixture.account("b"), "30.01")));
        String id = json(held).path("id").asText();
        assertEquals("COMPLETED", json(settle(account, id, "confirm")).path("status").asText());
        assertEquals(200, settle(account, id, "confirm").status());
        assertEquals("409 withdrawal-settled", outcome(settle(account, id, "void")));
        assertEquals(new Balances(30_00, 0, 0), fixture.balances(account));
        String other = json(withdraw(account, "30.00", "payout-3")).path("id").asText();
        assertEquals("FAILED", json(settle(account, other, "void")).path("status").asText());
        assertEquals(new Balances(30_00, 0, 0), fixture.balances(account));
        assertEquals(0, fixture.total(account));
        assertEquals("404 not-found", outcome(settle(fixture.account("c"), other, "void")));
        assertEquals("422 transfer-not-reversible", outcome(reverse(id)));
    }

    @Test
    void listsTransfersNewestFirst() {
        String one = fixture.account("a", 100_00);
        String two = fixture.account("b", 100_00);
        List<String> sent = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            fixture.clock.advance(Duration.ofSeconds(1));
            sent.add(0, json(send(number % 2 == 0 ? one : two, number % 2 == 0 ? two : one, "1.00")).path("id").asText());
        }
        reverse(sent.get(4));
        TestTable.settle();
        String begin = "2026-11-22T10:00:00.500Z";
        String reversal = fixture.transfers.find(sent.get(4)).orElseThrow().reversedBy().orElseThrow();
        List<String> ofAccount = new ArrayList<>(listed(Map.of("accountId", one, "limit", "2", "from", begin), 10));
        assertTrue(ofAccount.remove(reversal));
        assertEquals(sent, ofAccount);
        assertEquals(sent.subList(1, 3), listed(Map.of("accountId", two, "from", "2026-11-22T10:00:03Z", "to", "2026-11-22T10:00:05Z"), 1));
        List<String> all = listed(Map.of("limit", "2"), 10);
        assertEquals(8, all.size());
        assertTrue(all.containsAll(sent));
        assertEquals(1, listed(Map.of("status", "REVERSED"), 1).size());
        assertEquals("400 validation-failed", outcome(search(Map.of("status", "x", "from", "y", "limit", "101"))));
        assertEquals("404 not-found", outcome(search(Map.of("accountId", new TransferFixture().account("a")))));
    }

    private List<String> listed(Map<String, String> query, int mostPages) {
        List<String> ids = new ArrayList<>();
        Map<String, String> next = query;
        for (int page = 0; page < mostPages; page++) {
            JsonValue answer = json(search(next));
            answer.path("transfers").forEach(transfer -> ids.add(transfer.path("id").asText()));
            if (answer.path("nextCursor").isNull()) {
                return ids;
            }
            next = new HashMap<>(query);
            next.put("cursor", answer.path("nextCursor").asText());
        }
        return ids;
    }

    private ApiResponse search(Map<String, String> query) {
        return answer(fixture.lookup()::search, fixture.get("/transfers", Map.of(), query));
    }

    @Test
    void aTransferAndItsHistoryAreSeenByItsMerchantAlone() {
        String transfer = json(send(fixture.account("a", 100), fixture.account("b"), "1.00")).path("id").asText();
        TransferFixture others = new TransferFixture();
        for (String route : List.of("", "/events")) {
            ApiRequest request = others.get("/transfers/" + transfer + route, Map.of("id", transfer), Map.of());
            assertEquals("404 not-found", outcome(answer(route.isEmpty() ? others.lookup()::find : others.lookup()::history, request)));
        }
        assertEquals("404 not-found", outcome(answer(others.reversals()::reverse,
                others.post("/transfers/" + transfer + "/reverse", Map.of("id", transfer), "", ""))));
        JsonValue events = json(answer(fixture.lookup()::history, fixture.get("/transfers/" + transfer + "/events", Map.of("id", transfer), Map.of())));
        assertEquals(List.of("null CREATED merchant", "CREATED COMPLETED merchant"), events.path("events").values().map(event ->
                (event.path("from").isNull() ? "null" : event.path("from").asText()) + " " + event.path("to").asText() + " "
                        + event.path("cause").asText()).toList());
    }

    @Test
    void theAccountsAndWithdrawalsOfAnotherMerchantAreNotFoundOnAnyRoute() {
        TransferFixture others = new TransferFixture();
        String foreign = others.account("a", 100_00);
        String own = fixture.account("a", 100_00);
        String withdrawal = json(others.withdrawals().hold(others.post("/accounts/" + foreign + "/withdrawals", Map.of("id", foreign), "",
                "{\"amount\":\"1.00\",\"reference\":\"payout\"}"))).path("id").asText();
        List<ApiResponse> answers = new ArrayList<>(List.of(send(own, foreign, "1.00"), send(foreign, own, "1.00"), withdraw(foreign, "1.00", "x"),
                settle(foreign, withdrawal, "confirm"), settle(foreign, withdrawal, "void"), settle(own, withdrawal, "confirm"),
                settle(own, withdrawal, "void"), search(Map.of("accountId", foreign))));
        Map<String, String> id = Map.of("id", foreign);
        answers.add(answer(fixture.accountService()::find, fixture.get("/accounts/" + foreign, id, Map.of())));
        answers.add(answer(fixture.accountService()::entries, fixture.get("/accounts/" + foreign + "/entries", id, Map.of())));
        answers.add(answer(fixture.accountService()::close, fixture.post("/accounts/" + foreign + "/close", id, "", "")));
        answers.add(answer(fixture.service()::create, TransferFixture.call("POST", "/transfers", Map.of(), Map.of("dryRun", "true"), "",
                TransferFixture.body(own, foreign, "1.00"), fixture.merchant)));
        answers.forEach(each -> assertEquals("404 not-found", outcome(each)));
        assertEquals(new Balances(100_00, 0, 1_00), others.balances(foreign));
        assertEquals(new Balances(100_00, 0, 0), fixture.balances(own));
    }

    @Test
    void aCursorOfAnotherMerchantIsRefused() {
        send(fixture.account("a", 100), fixture.account("b"), "0.10");
        TestTable.settle();
        String cursor = json(search(Map.of("limit", "1"))).path("nextCursor").asText();
        assertTrue(cursor.length() > 10);
        assertEquals("200", outcome(search(Map.of("cursor", cursor))));
        TransferFixture others = new TransferFixture();
        assertEquals("400 validation-failed", outcome(answer(others.lookup()::search, others.get("/transfers", Map.of(), Map.of("cursor", cursor)))));
    }
}
