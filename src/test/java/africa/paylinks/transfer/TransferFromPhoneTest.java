package africa.paylinks.transfer;

import static africa.paylinks.transfer.TransferFixture.answer;
import static africa.paylinks.transfer.TransferFixture.json;
import static africa.paylinks.transfer.TransferFixture.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.CrashPoint;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReusableLinkStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.ledger.Balances;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.notification.EventPublisher;
import africa.paylinks.notification.PaymentEvent;
import africa.paylinks.notification.StreamBatch;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.reconciliation.CheckResult;
import africa.paylinks.reconciliation.TransferReconciler;
import africa.paylinks.reusablelink.LinkSettlement;
import africa.paylinks.transfer.TransferConfig.LateSuccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Transfers from a phone: the sender pays by an ordinary payment, whose end reaches the transfer. */
@Tag("slow")
class TransferFromPhoneTest {

    private final TransferFixture fixture = new TransferFixture();
    private final PhoneTransferFixture phone = new PhoneTransferFixture(fixture);
    private final PhoneProvider provider = phone.provider;
    private final DynamoPaymentStore payments = phone.payments;
    private final String recipient = phone.recipient;

    private TransferService service(CrashPoint crash) {
        return phone.service(crash);
    }

    private TransferSettlement settlement(CrashPoint crash) {
        return phone.settlement(crash);
    }

    private ApiRequest request(String key, String amount) {
        return phone.request(key, amount);
    }

    private ApiResponse collect() {
        return phone.collect();
    }

    private String collecting() {
        ApiResponse answer = collect();
        assertEquals("201", outcome(answer));
        return json(answer).path("id").asText();
    }

    private void raise(String transfer, PaymentStatus status) {
        phone.raise(transfer, status);
    }

    private Transfer settle(String transfer) {
        return settlement(CrashPoint.never()).settle(transfer).orElseThrow();
    }

    private Transfer find(String transfer) {
        return fixture.transfers.find(transfer).orElseThrow();
    }

    @Test
    void creditsTheRecipientOnceAndOnlyAfterTheSenderHasPaid() {
        JsonValue answer = json(collect());
        String id = answer.path("id").asText();
        assertEquals("COLLECTING", answer.path("status").asText());
        assertEquals(TransferPayments.paymentId(id), answer.path("payment").asText());
        PaymentTerms debit = provider.debits.get(TransferPayments.paymentId(id));
        assertEquals(Optional.of("To Ama: Rent"), debit.description());
        assertEquals(find(id).terms().expiresAt(), Optional.of(debit.expiresAt()));
        assertEquals(new Balances(0, 50_00, 0), fixture.balances(recipient));
        assertEquals("422 insufficient-funds", outcome(answer(fixture.service()::create, fixture.send(recipient, fixture.account("c"), "50.00"))));
        assertEquals(TransferStatus.COLLECTING, settle(id).status());
        raise(id, PaymentStatus.COMPLETED);
        assertEquals(0, fixture.balances(recipient).balance());
        for (int repetition = 0; repetition < 3; repetition++) {
            assertEquals(TransferStatus.COMPLETED, settle(id).status());
        }
        assertEquals(new Balances(50_00, 0, 0), fixture.balances(recipient));
        assertEquals(1, fixture.accounts.entries(recipient, 0, 10).size());
        assertEquals(0, fixture.total(recipient));
        assertEquals(List.of("CREATED", "COLLECTING", "COLLECTED", "COMPLETED"),
                fixture.transfers.history(id).stream().map(change -> change.to().name()).toList());
        assertEquals("422 transfer-not-reversible", outcome(answer(fixture.reversals()::reverse, fixture.post("/transfers/" + collecting() + "/reverse",
                Map.of("id", collecting()), "", ""))));
    }

    @Test
    void aSenderWhoPaysTheirOwnAccountIsRefused() {
        String own = json(answer(fixture.accountService()::open, fixture.post("/accounts", Map.of(), "",
                "{\"ownerId\":\"kofi\",\"phone\":\"+233241234567\",\"currency\":\"GHS\"}"))).path("id").asText();
        String body = new String(request("k", "50").body(), StandardCharsets.UTF_8).replace(recipient, own);
        assertEquals("422 same-parties", outcome(answer(service(CrashPoint.never())::create, fixture.post("/transfers", Map.of(), "k", body))));
        assertEquals(Map.of(), provider.debits);
    }

    @Test
    void aDryRunFromAPhoneAsksNobodyAndChangesNothing() {
        TestTable.Empty empty = TestTable.empty();
        TransferFixture own = new TransferFixture(empty.client(), empty.config());
        own.config.limits = Optional.of("*/GHS=day:60");
        PhoneTransferFixture phones = new PhoneTransferFixture(own);
        List<String> before = everything(empty);
        for (String expected : List.of("200 50.00", "422 60.01")) {
            String[] parts = expected.split(" ");
            ApiRequest request = TransferFixture.call("POST", "/transfers", Map.of(), Map.of("dryRun", "true"), "k",
                    new String(phones.request("k", parts[1]).body(), StandardCharsets.UTF_8), own.merchant);
            assertEquals(Integer.parseInt(parts[0]), answer(phones.service(CrashPoint.never())::create, request).status());
        }
        assertEquals(before, everything(empty));
        assertEquals(Map.of(), phones.provider.debits);
    }

    private static List<String> everything(TestTable.Empty table) {
        return table.client().scan(request -> request.tableName(table.config().table()).consistentRead(true)).items().stream()
                .map(Object::toString).sorted().toList();
    }

    @Test
    void aSenderWhoIsRefusedAtOnceKeepsTheirLimit() {
        fixture.config.limits = Optional.of("*/GHS=day:60,count:1");
        provider.outcome = new LinkCreator.Refused(new Failure("invalid-account", "No such wallet."));
        assertEquals("502 provider-rejected", outcome(collect()));
        provider.outcome = new LinkCreator.Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals("201", outcome(collect()));
        assertEquals("422 daily-value-limit-exceeded", outcome(collect()));
    }

    /** A limit is given back to the day on which it was used, also when that day is over. */
    @Test
    void aTransferOfYesterdayThatEndsTodayGivesBackYesterdaysLimit() {
        fixture.config.limits = Optional.of("*/GHS=day:60,zone:Africa/Nairobi");
        // 23:59:59 in Nairobi.
        fixture.clock.advance(Duration.ofHours(11).minusSeconds(1));
        String yesterday = collecting();
        fixture.clock.advance(Duration.ofSeconds(1));
        String today = collecting();
        assertEquals("422 daily-value-limit-exceeded", outcome(collect()));
        raise(yesterday, PaymentStatus.FAILED);
        settle(yesterday);
        assertEquals(TransferLimit.Usage.NONE, fixture.transfers.usage(find(yesterday).terms().limit().orElseThrow()));
        assertEquals(new TransferLimit.Usage(50_00, 1), fixture.transfers.usage(find(today).terms().limit().orElseThrow()));
        assertEquals("422 daily-value-limit-exceeded", outcome(collect()));
    }

    @Test
    void aSenderWhoIsRefusedAtOnceLeavesNothingPending() {
        provider.outcome = new LinkCreator.Refused(new Failure("invalid-account", "No such wallet."));
        ApiRequest request = request("refused", "50.00");
        ApiResponse refused = answer(service(CrashPoint.never())::create, request);
        assertEquals("502 provider-rejected", outcome(refused));
        assertEquals(refused.body(), service(CrashPoint.never()).create(request).body());
        assertEquals(Balances.NONE, fixture.balances(recipient));
    }

    @Test
    void aRequestWhoseProviderDidNotAnswerIsResumedByTheSameKey() {
        provider.outcome = new LinkCreator.Unknown("did not answer");
        ApiRequest request = request("unknown", "50.00");
        assertEquals("504 provider-timeout", outcome(answer(service(CrashPoint.never())::create, request)));
        provider.outcome = new LinkCreator.Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals("201", outcome(answer(service(CrashPoint.never())::create, request)));
        assertEquals(1, provider.debits.size());
        assertEquals(new Balances(0, 50_00, 0), fixture.balances(recipient));
    }

    @Test
    void refusesWhatItsProviderCannotDebit() {
        for (var expected : Map.of("\"provider\":\"flot\"", "422 unsupported", "\"phone\":\"12\"", "400 validation-failed",
                "\"currency\":\"XOF\"", "422 unsupported").entrySet()) {
            String name = expected.getKey().split(":")[0];
            String body = new String(request("k", "50").body(), StandardCharsets.UTF_8).replaceAll(name + ":\"[^\"]*\"", expected.getKey());
            assertEquals(expected.getValue(), outcome(answer(service(CrashPoint.never())::create, fixture.post("/transfers", Map.of(), "k", body))), body);
        }
        assertEquals(Balances.NONE, fixture.balances(recipient));
    }

    @Test
    void aLateSuccessIsCreditedAfterAll() {
        String failed = collecting();
        raise(failed, PaymentStatus.FAILED);
        assertEquals(Optional.of("declined"), settle(failed).failure().map(Failure::code));
        assertEquals(Balances.NONE, fixture.balances(recipient));
        raise(failed, PaymentStatus.COMPLETED);
        assertTrue(settle(failed).lateSuccess());
        assertEquals(TransferStatus.COMPLETED, settle(failed).status());
        String expired = collecting();
        fixture.clock.advance(Duration.ofHours(1));
        assertEquals(TransferStatus.EXPIRED, settle(expired).status());
        raise(expired, PaymentStatus.COMPLETED);
        assertEquals(TransferStatus.COMPLETED, settle(expired).status());
        assertEquals(new Balances(100_00, 0, 0), fixture.balances(recipient));
        assertEquals(0, fixture.total(recipient));
    }

    @Test
    void aLateSuccessIsOwedToItsSenderIfThePolicySaysSoOrTheAccountIsClosed() {
        fixture.config.late = LateSuccess.RETURN;
        String owed = collecting();
        fixture.clock.advance(Duration.ofHours(1));
        raise(owed, PaymentStatus.COMPLETED);
        Transfer kept = settle(owed);
        assertEquals(TransferStatus.COLLECTED, kept.status());
        assertEquals(Optional.of("late-success"), kept.failure().map(Failure::code));
        fixture.config.late = LateSuccess.CREDIT;
        assertEquals(TransferStatus.COLLECTED, settle(owed).status());
        fixture.config.late = LateSuccess.RETURN;
        String failed = collecting();
        raise(failed, PaymentStatus.FAILED);
        assertEquals(TransferStatus.FAILED, settle(failed).status());
        raise(failed, PaymentStatus.COMPLETED);
        assertEquals(TransferStatus.COLLECTED, settle(failed).status());
        fixture.config.late = LateSuccess.CREDIT;
        String closed = collecting();
        raise(closed, PaymentStatus.FAILED);
        settle(closed);
        assertTrue(fixture.accounts.close(recipient, fixture.clock.instant()));
        raise(closed, PaymentStatus.COMPLETED);
        assertEquals(Optional.of("account-closed"), settle(closed).failure().map(Failure::code));
        assertEquals(150_00, fixture.accounts.systemBalance(fixture.merchant, "@returns", "GHS"));
        assertEquals(0, fixture.total(recipient));
    }

    @Test
    void aProcessThatIsKilledBeforeOrAfterAnyStepCreditsTheRecipientOnce() {
        long credited = 0;
        for (boolean after : new boolean[] {false, true}) {
            int call = 0;
            boolean killed = true;
            while (killed) {
                call++;
                CrashPoint crash = after ? CrashPoint.after(call) : CrashPoint.before(call);
                ApiRequest request = request(UUID.randomUUID().toString(), "1.00");
                killed = false;
                try {
                    service(crash).create(request);
                } catch (CrashPoint.Killed dead) {
                    killed = true;
                    fixture.clock.advance(Duration.ofSeconds(36));
                }
                String id = json(service(CrashPoint.never()).create(request)).path("id").asText();
                raise(id, PaymentStatus.COMPLETED);
                for (int step = 1; step <= 4; step++) {
                    try {
                        settlement(after ? CrashPoint.after(step) : CrashPoint.before(step)).settle(id);
                    } catch (CrashPoint.Killed dead) {
                        // The stream delivers the event again.
                    }
                }
                assertEquals(TransferStatus.COMPLETED, settle(id).status());
                credited += 1_00;
                assertEquals(new Balances(credited, 0, 0), fixture.balances(recipient), (after ? "after " : "before ") + call);
            }
            assertTrue(call > 8, call + " calls");
        }
        assertEquals(0, fixture.total(recipient));
    }

    @Test
    void twoEventsOfOnePaymentAtOnceCreditOnce() throws Exception {
        String id = collecting();
        raise(id, PaymentStatus.COMPLETED);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (Future<Transfer> each : threads.invokeAll(Collections.nCopies(8, (Callable<Transfer>) () -> settle(id)))) {
            assertEquals(TransferStatus.COMPLETED, each.get().status());
        }
        threads.shutdown();
        assertEquals(new Balances(50_00, 0, 0), fixture.balances(recipient));
    }

    @Test
    void publishesEachStatusInOrderWithBothOwnersAndNoPersonalData() {
        String id = collecting();
        raise(id, PaymentStatus.COMPLETED);
        settle(id);
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.reversals().reverse(fixture.post("/transfers/" + id + "/reverse", Map.of("id", id), "", ""));
        List<PaymentEvent> published = new ArrayList<>();
        EventPublisher publisher = new EventPublisher(payments, new DynamoEventLog(TestTable.client(), TestTable.CONFIG), events -> {
            published.addAll(events);
            return Set.of();
        }, record -> {
            throw new AssertionError(record);
        }, new RecordedMetrics(fixture.clock).metrics());
        List<StreamBatch.Change> changes = TestTable.partition("OUTBOX#" + id).stream()
                .map(item -> new StreamBatch.Change("INSERT", new StreamBatch.Item(image(item), item.get("sk").s()))).toList();
        assertEquals(Optional.empty(), publisher.publish(changes));
        assertEquals(List.of("transfer.created", "transfer.collected", "transfer.completed", "transfer.reversed"),
                published.stream().map(PaymentEvent::type).toList());
        for (PaymentEvent event : published) {
            JsonValue transfer = event.detail().path("transfer");
            assertEquals(id, transfer.path("id").asText());
            assertEquals(fixture.merchant, transfer.path("merchant").asText());
            assertEquals("b", transfer.path("to").path("ownerId").asText());
            assertEquals(event.type(), "transfer." + transfer.path("status").asText().toLowerCase(Locale.ROOT));
            for (String personal : List.of("Ama", "Kofi", "+233241234567", "Rent")) {
                assertTrue(!event.detail().toString().contains(personal), personal);
            }
        }
        assertEquals(4, published.stream().map(event -> event.detail().path("id").asText()).distinct().count());
    }

    private static JsonValue image(Map<String, AttributeValue> item) {
        JsonObject image = Json.object();
        item.forEach((name, value) -> image.putObject(name).put(value.n() == null ? "S" : "N", value.n() == null ? value.s() : value.n()));
        return image;
    }

    @Test
    void theStreamCarriesTheEndOfThePaymentToTheTransfer() {
        String id = collecting();
        raise(id, PaymentStatus.COMPLETED);
        StreamBatch batch = new StreamBatch(TestTable.partition("OUTBOX#" + TransferPayments.paymentId(id)).stream()
                .map(item -> new StreamBatch.Change("INSERT", new StreamBatch.Item(image(item), item.get("sk").s()))).toList());
        SettleTransfersFunction function = new SettleTransfersFunction(settlement(CrashPoint.never()),
                new LinkSettlement(new DynamoReusableLinkStore(TestTable.client(), TestTable.CONFIG, fixture.clock, SamplePayments.IDS), payments, fixture.clock));
        assertEquals(List.of(), function.settle(batch).batchItemFailures());
        assertEquals(TransferStatus.COMPLETED, find(id).status());
        assertEquals(List.of(), function.settle(batch).batchItemFailures());
        assertEquals(new Balances(50_00, 0, 0), fixture.balances(recipient));
    }

    @Test
    void theReconcilerFindsATransferWhoseTimeIsOver() {
        String id = collecting();
        String paid = collecting();
        DynamoDueIndex due = new DynamoDueIndex(fixture.client, fixture.table);
        TransferReconciler reconciler = new TransferReconciler(settlement(CrashPoint.never()), fixture.clock);
        assertEquals(Optional.of(find(id).terms().expiresAt().orElseThrow()), dueAt(due, id));
        raise(paid, PaymentStatus.COMPLETED);
        fixture.clock.advance(Duration.ofHours(1));
        for (String each : List.of(id, paid)) {
            CheckResult result = reconciler.check(new DueItem("fluid", new DueItem.OfTransfer(each), fixture.clock.instant()), 1);
            assertEquals(Optional.empty(), result.next());
        }
        assertEquals(TransferStatus.EXPIRED, find(id).status());
        // The event of its payment was lost.
        assertEquals(TransferStatus.COMPLETED, find(paid).status());
        TestTable.settle();
        assertEquals(Optional.empty(), dueAt(due, id));
        assertEquals(Optional.empty(), dueAt(due, paid));
    }

    private static Optional<Instant> dueAt(DynamoDueIndex due, String id) {
        TestTable.settle();
        return IntStream.range(0, DueIndex.SHARDS).boxed().flatMap(shard -> due.page("fluid", shard, Instant.parse("9998-01-01T00:00:00Z"), 1000,
                Optional.empty()).stream()).filter(item -> item.subject().equals(new DueItem.OfTransfer(id))).map(DueItem::at).findFirst();
    }

    @Test
    void anAmountAboveTheLimitsReachesNoProvider() {
        fixture.config.limits = Optional.of("*/GHS=day:60");
        collecting();
        assertEquals("422 daily-value-limit-exceeded", outcome(collect()));
        assertEquals(1, provider.debits.size());
        assertEquals(new Money(50_00, "GHS"), provider.debits.values().iterator().next().amount());
    }
}
