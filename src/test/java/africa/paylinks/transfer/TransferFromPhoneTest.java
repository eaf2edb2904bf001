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
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.reconciliation.CheckResult;
import africa.paylinks.reconciliation.TransferReconciler;
import africa.paylinks.transfer.TransferConfig.LateSuccess;
import africa.paylinks.transfer.TransferStore.Ending;
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

    private static final int RACES = Integer.getInteger("paylinks.transfer.races", 300);

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
            String body = new String(request("k", "50").body(), java.nio.charset.StandardCharsets.UTF_8).replaceAll(name + ":\"[^\"]*\"", expected.getKey());
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
        String closed = collecting();
        raise(closed, PaymentStatus.FAILED);
        settle(closed);
        assertTrue(fixture.accounts.close(recipient, fixture.clock.instant()));
        raise(closed, PaymentStatus.COMPLETED);
        assertEquals(Optional.of("account-closed"), settle(closed).failure().map(Failure::code));
        assertEquals(100_00, fixture.accounts.systemBalance(fixture.merchant, "@returns", "GHS"));
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
    void eitherTheExpiryOrThePostOfAHoldWins() throws Exception {
        race(transfer -> fixture.transfers.expire(transfer, end(transfer)),
                // The clocks of two processes differ, so that one may post what is over for the other.
                transfer -> fixture.transfers.post(transfer, TransferCause.PAYMENT, end(transfer).minusMillis(1)));
    }

    @Test
    void eitherTheVoidOrThePostOfAHoldWins() throws Exception {
        race(transfer -> fixture.transfers.fail(transfer, new Failure("x", "y"), TransferCause.PAYMENT, fixture.clock.instant()),
                transfer -> fixture.transfers.post(transfer, TransferCause.PAYMENT, fixture.clock.instant()));
    }

    private static Instant end(Transfer transfer) {
        return transfer.terms().expiresAt().orElseThrow();
    }

    /** One way to end a transfer. */
    @FunctionalInterface
    private interface End {

        Ending of(Transfer transfer);
    }

    private void race(End giveUp, End post) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        long posted = 0;
        for (int race = 0; race < RACES; race++) {
            Transfer transfer = fixture.collection(recipient, 1);
            fixture.transfers.reserve(Optional.empty(), transfer, TransferLimit.NONE);
            List<Future<Ending>> ends = new ArrayList<>();
            List<End> both = race % 2 == 0 ? List.of(giveUp, post) : List.of(post, giveUp);
            both.forEach(end -> ends.add(threads.submit(() -> end.of(transfer))));
            long won = 0;
            for (Future<Ending> each : ends) {
                won += each.get() == Ending.ENDED ? 1 : 0;
            }
            assertEquals(1, won);
            posted += find(transfer.id()).status() == TransferStatus.COMPLETED ? 1 : 0;
        }
        threads.shutdown();
        assertEquals(new Balances(posted, 0, 0), fixture.balances(recipient));
        assertEquals(-posted, fixture.accounts.systemBalance(fixture.merchant, "@fluid", "GHS"));
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
        SettleTransfersFunction function = new SettleTransfersFunction(settlement(CrashPoint.never()));
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
