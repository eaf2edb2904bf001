package africa.paylinks.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.TestTable;
import africa.paylinks.erasure.ErasureAnswer;
import africa.paylinks.erasure.ErasureFixture;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.AccountPage;
import africa.paylinks.ledger.Entry;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.transfer.TransferStore.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class TransferErasureTest {

    private final TestTable.Empty table = TestTable.empty();
    private final TransferFixture fixture = new TransferFixture(table.client(), table.config());
    private final TransferFixture foreign = new TransferFixture(table.client(), table.config());
    private final ErasureFixture erasure = new ErasureFixture(table, fixture.clock);

    @Test
    void noItemHoldsACustomersDataAfterwardsAndTheBooksStay() {
        fixture.config.limits = Optional.of("*/GHS=count:20");
        String account = open(fixture, "zqmark-7");
        String friend = fixture.account("friend", 10_00);
        Transfer collected = collecting(account, "key-1");
        fixture.transfers.post(collected, TransferCause.PAYMENT, fixture.clock.instant());
        Transfer failed = collecting(account, "key-2");
        fixture.transfers.fail(failed, new Failure("declined", "The wallet of Zqmark is empty"), TransferCause.PAYMENT, fixture.clock.instant());
        String sent = sent(account, friend);
        erasure.delivered("TRANSFER#" + sent, "zqmark-7");
        String received = TransferFixture.json(fixture.service().create(fixture.send(friend, account, "1.00"))).path("id").asText();
        String withdrawn = withdrawn(account, "46.00");
        fixture.accountService().close(fixture.post("/accounts/" + account + "/close", Map.of("id", account), "", ""));
        String others = TransferFixture.json(fixture.service().create(fixture.send(friend, fixture.account("c"), "2.00"))).path("id").asText();
        String foreignAccount = open(foreign, "friend-2");
        List<Entry> entries = fixture.accounts.entries(account, 0, 100);
        assertEquals(4, entries.size());
        Map<String, String> untouched = untouched(friend, others, foreignAccount);
        List<Long> sums = sums();
        assertEquals(Set.of("ACCOUNT", "TRANSFER", "OUTBOX", "IDEMPOTENCY"), erasure.marked());

        ErasureAnswer answer = erasure.erase(fixture.merchant, "phone", ErasureFixture.PHONE);
        assertEquals(Set.of(account, collected.id(), failed.id(), sent, received, withdrawn), Set.copyOf(answer.erased()));
        assertEquals(List.of(), answer.open());
        assertEquals(Set.of(), erasure.marked());

        assertEquals(entries, fixture.accounts.entries(account, 0, 100));
        assertEquals(sums, sums());
        assertEquals(untouched, untouched(friend, others, foreignAccount));
        Transfer after = fixture.transfers.find(sent).orElseThrow();
        assertEquals(List.of(new Party(account, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), "friend",
                        Optional.of("Ama"), TransferStatus.COMPLETED, new Money(5_00, "GHS"), Optional.empty()),
                List.of(after.terms().from(), after.terms().to().ownerId().orElseThrow(), after.terms().to().name(), after.status(),
                        after.terms().amount(), after.terms().limit()));
        assertEquals("friend", fixture.transfers.find(received).orElseThrow().terms().from().ownerId().orElseThrow());
        for (String id : List.of("TRANSFER#" + sent, "ACCOUNT#" + account)) {
            assertEquals(1, erasure.items("DSR-17").keySet().stream().filter(key -> key.startsWith(id + "|ERASURE#")).count(), id);
        }
        assertEquals(List.of(), erasure.erase(fixture.merchant, "phone", ErasureFixture.PHONE).erased());
    }

    @Test
    void aCustomersIdFindsAccountsAndTransfersAndAnotherMerchantsAreUntouched() {
        String account = open(fixture, "zqmark-7");
        String foreignAccount = open(foreign, "zqmark-7");
        Transfer transfer = collecting(account, "key-1");
        fixture.transfers.fail(transfer, new Failure("declined", "It failed."), TransferCause.PAYMENT, fixture.clock.instant());
        close(fixture, account);
        close(foreign, foreignAccount);
        Map<String, String> before = erasure.items(foreign.merchant);
        assertEquals(Set.of(account, transfer.id()), Set.copyOf(erasure.erase(fixture.merchant, "customer", "zqmark-7").erased()));
        assertEquals(before, erasure.items(foreign.merchant));
        assertEquals(ErasureFixture.PHONE, fixture.transfers.find(transfer.id()).orElseThrow().terms().from().phone().orElseThrow());
    }

    @Test
    void theStoredAnswerIsStillRepeatedWithoutTheErasedSide() {
        String account = open(fixture, "zqmark-7");
        fixture.transfers.post(collecting(account, "key-1"), TransferCause.PAYMENT, fixture.clock.instant());
        String friend = fixture.account("friend");
        String sent = sent(account, friend);
        erasure.erase(fixture.merchant, "customer", "zqmark-7");
        JsonValue repeated = TransferFixture.json(fixture.service().create(request(account, friend)));
        assertEquals(List.of(sent, "friend", account), List.of(repeated.path("id").asText(), repeated.path("to").path("ownerId").asText(),
                repeated.path("from").path("account").asText()));
        assertTrue(repeated.path("from").path("ownerId").isNull() && repeated.path("from").path("phone").isNull()
                && repeated.path("description").isNull());
    }

    @Test
    void openAccountsAndPendingTransfersAreLeftAloneUntilTheyEnd() {
        String account = open(fixture, "zqmark-7");
        Transfer pending = collecting(account, "key-1");
        Map<String, String> before = erasure.items();
        assertEquals(Set.of(account, pending.id()), Set.copyOf(erasure.dryRun(fixture.merchant, "phone", ErasureFixture.PHONE).open()));
        ErasureAnswer answer = erasure.erase(fixture.merchant, "phone", ErasureFixture.PHONE);
        assertEquals(Set.of(account, pending.id()), Set.copyOf(answer.open()));
        assertEquals(List.of(), answer.erased());
        assertEquals(before, erasure.items());

        fixture.clock.advance(Duration.ofHours(2));
        fixture.transfers.expire(pending, fixture.clock.instant());
        close(fixture, account);
        assertEquals(Set.of(account, pending.id()), Set.copyOf(erasure.erase(fixture.merchant, "phone", ErasureFixture.PHONE).erased()));
        assertEquals(Set.of(), erasure.marked());
    }

    @Test
    void aMerchantsAccountsAreListedPageByPage() {
        Set<String> opened = new HashSet<>();
        for (int owner = 0; owner < 7; owner++) {
            opened.add(fixture.account("owner-" + owner));
            fixture.clock.advance(Duration.ofMillis(owner % 2));
        }
        foreign.account("owner-0");
        TestTable.settle();
        List<String> listed = new ArrayList<>();
        Optional<AccountPage.Position> after = Optional.empty();
        do {
            AccountPage page = fixture.accounts.ofMerchant(fixture.merchant, 2, after);
            page.accounts().stream().map(Account::id).forEach(listed::add);
            after = page.next();
        } while (after.isPresent());
        assertEquals(7, listed.size());
        assertEquals(opened, Set.copyOf(listed));
    }

    private static String open(TransferFixture of, String owner) {
        return TransferFixture.json(of.accountService().open(of.post("/accounts", Map.of(), "",
                "{\"ownerId\":\"" + owner + "\",\"name\":\"" + (owner.equals("zqmark-7")
                ? "Zqmark Ada\",\"phone\":\"" + ErasureFixture.PHONE : "Ama") + "\",\"currency\":\"GHS\"}"))).path("id").asText();
    }

    private static void close(TransferFixture of, String account) {
        assertTrue(of.accounts.close(account, of.clock.instant()));
    }

    /** A transfer of 50 cedis from the customer's phone, whose request is answered. */
    private Transfer collecting(String account, String key) {
        Transfer transfer = Transfer.created(new TransferTerms(SamplePayments.IDS.next("trf"), TransferKind.COLLECTION, fixture.merchant,
                Party.byPhone("fluid", ErasureFixture.PHONE, Optional.of("Zqmark Ada"), Optional.of("zqmark-bank")),
                Party.of(fixture.accounts.find(account).orElseThrow()), new Money(50_00, "GHS"), Optional.of("fluid"),
                Optional.of("Rent of Zqmark"), Optional.empty(), Optional.empty(), Map.of("name", "Zqmark"), Optional.empty(), fixture.clock.instant(),
                Optional.of(fixture.clock.instant().plus(Duration.ofHours(1)))));
        TransferStore.Stored stored = (TransferStore.Stored) fixture.transfers.reserve(
                Optional.of(new Call(new IdempotencyKey(fixture.merchant, key), new Fingerprint("f"))), transfer, TransferLimit.NONE);
        FencingToken token = stored.token().orElseThrow();
        assertEquals(TransferStore.Answering.ANSWERED, fixture.transfers.collecting(token, transfer,
                new StoredAnswer(201, Map.of(), Json.write(TransferJson.of(transfer))), fixture.clock.instant()));
        return transfer;
    }

    private ApiRequest request(String from, String to) {
        return fixture.post("/transfers", Map.of(), "sent", "{\"from\":{\"account\":\"" + from + "\"},\"to\":{\"account\":\"" + to
                + "\"},\"amount\":\"5.00\",\"currency\":\"GHS\",\"description\":\"From Zqmark\",\"metadata\":{\"name\":\"Zqmark\"}}");
    }

    private String sent(String from, String to) {
        return TransferFixture.json(fixture.service().create(request(from, to))).path("id").asText();
    }

    private String withdrawn(String account, String amount) {
        String id = TransferFixture.json(fixture.withdrawals().hold(fixture.post("/accounts/" + account + "/withdrawals", Map.of("id", account), "",
                "{\"amount\":\"" + amount + "\",\"reference\":\"payout-1\"}"))).path("id").asText();
        fixture.withdrawals().confirm(fixture.post("/confirm", Map.of("id", account, "withdrawal", id), "", ""));
        return id;
    }

    private List<Long> sums() {
        return List.of("@fluid", "@withdrawals", "@returns").stream()
                .map(account -> fixture.accounts.systemBalance(fixture.merchant, account, "GHS")).toList();
    }

    /** The items of what an erasure must not change: accounts and transfers by their ids. */
    private Map<String, String> untouched(String... texts) {
        Map<String, String> items = new TreeMap<>();
        for (String text : texts) {
            erasure.items().forEach((key, item) -> {
                if (key.contains("#" + text + "|")) {
                    items.put(key, item);
                }
            });
        }
        return items;
    }
}
