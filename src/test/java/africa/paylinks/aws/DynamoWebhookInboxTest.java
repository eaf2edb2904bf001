package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static africa.paylinks.payment.SamplePayments.statusEvent;
import static africa.paylinks.payment.SamplePayments.opening;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookArchive;
import africa.paylinks.webhook.WebhookInbox;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoWebhookInboxTest {

    private static final Money DUE = new Money(5000, "SLE");

    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.overHttp(), TestTable.CONFIG);
    private final DynamoWebhookInbox inbox = new DynamoWebhookInbox(TestTable.overHttp(), TestTable.CONFIG);
    private final DynamoIdempotencyStore creations = new DynamoIdempotencyStore(TestTable.overHttp(), TestTable.CONFIG,
            new AdjustableClock(NOW), SamplePayments.IDS);

    @Test
    void anEventIsStoredAndAppliedInOneTransaction() {
        PaymentTerms terms = pending();
        StoredWebhook webhook = webhook(terms, "e1");
        assertEquals(InboxState.APPLIED, inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals(PaymentStatus.COMPLETED, status(terms));
        var stored = TestTable.partition("WEBHOOK#flot#" + webhook.key()).get(0);
        assertEquals("APPLIED", stored.get("state").s());
        assertArrayEquals(webhook.body(), stored.get("body").b().asByteArray());
        assertEquals(List.of("payment.created", "payment.completed"), outbox(terms));
    }

    @Test
    void theSameWebhookAHundredTimesAtOnceLeavesOneTrace() throws Exception {
        PaymentTerms terms = pending();
        List<Callable<InboxState>> deliveries = Collections.nCopies(100,
                () -> inbox.apply(webhook(terms, "e1"), statusEvent(terms, PaymentStatus.COMPLETED)));
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            for (Future<InboxState> answer : threads.invokeAll(deliveries)) {
                assertEquals(InboxState.APPLIED, answer.get());
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(List.of(PaymentStatus.PENDING, PaymentStatus.COMPLETED), history(terms));
        assertEquals(List.of("payment.created", "payment.completed"), outbox(terms));
    }

    @Test
    void failedAfterCompletedChangesNothing() {
        PaymentTerms terms = pending();
        inbox.apply(webhook(terms, "e1"), statusEvent(terms, PaymentStatus.COMPLETED));
        Payment before = payments.find(terms.id()).orElseThrow();
        assertEquals(InboxState.STALE, inbox.apply(webhook(terms, "e2"), statusEvent(terms, PaymentStatus.FAILED)));
        assertEquals(before, payments.find(terms.id()).orElseThrow());
        assertEquals(List.of(PaymentStatus.PENDING, PaymentStatus.COMPLETED), history(terms));
        assertFalse(before.lateSuccess());
    }

    @Test
    void aSecondPaymentByAnotherTransactionIsReportedOnce() {
        PaymentTerms terms = pending();
        assertEquals(InboxState.APPLIED, confirmed(terms, "e1", "tx-1"));
        assertEquals(InboxState.STALE, confirmed(terms, "e2", "tx-1"));
        assertEquals(InboxState.PAID_AGAIN, confirmed(terms, "e3", "tx-2"));
        assertEquals(InboxState.PAID_AGAIN, confirmed(terms, "e4", "tx-2"));
        List<HistoryEntry> lines = payments.history(terms.id()).stream().filter(line -> line.detail().containsKey("paidAgain")).toList();
        assertEquals(1, lines.size());
        assertEquals("tx-2", lines.get(0).detail().get("paidAgain"));
        assertEquals("50.00 SLE", lines.get(0).detail().get("paid"));
        assertEquals(lines.get(0).from(), lines.get(0).to());
        Payment payment = payments.find(terms.id()).orElseThrow();
        assertEquals(Optional.of("tx-1"), payment.providerReference());
        assertEquals(DUE, payment.received());
        assertEquals(List.of("payment.created", "payment.completed"), outbox(terms));
    }

    @Test
    void aSignedWebhookOfAnotherTransactionReportsASecondPaymentAsWell() {
        PaymentTerms terms = pending();
        inbox.apply(webhook(terms, "e1"), paid(terms, "tx-1"));
        assertEquals(InboxState.STALE, inbox.apply(webhook(terms, "e2"), paid(terms, "tx-1")));
        assertEquals(InboxState.PAID_AGAIN, inbox.apply(webhook(terms, "e3"), paid(terms, "tx-2")));
        StoredWebhook waiting = webhook(terms, "e4");
        inbox.receive(waiting);
        assertEquals(InboxState.PAID_AGAIN, inbox.apply(waiting, paid(terms, "tx-3")));
        assertEquals(List.of("tx-2", "tx-3"), paidAgain(terms));
        assertEquals(List.of(PaymentStatus.PENDING, PaymentStatus.COMPLETED), history(terms));
    }

    @Test
    void aPaymentWithoutAReportedTransactionHasNoSecondPayment() {
        PaymentTerms terms = pending();
        inbox.apply(webhook(terms, "e1"), statusEvent(terms, PaymentStatus.COMPLETED));
        assertEquals(InboxState.STALE, confirmed(terms, "e2", "tx-2"));
    }

    @Test
    void aHigherAmountOfTheSameTransactionIsReported() {
        PaymentTerms terms = pending();
        inbox.apply(webhook(terms, "e1"), paid(terms, "tx-1"));
        StatusEvent more = new StatusEvent(terms.id(), "flot", PaymentStatus.COMPLETED, Cause.WEBHOOK, NOW.plusSeconds(90),
                Optional.of(new Money(8000, "SLE")), Optional.of("tx-1"), Optional.empty(), Map.of());
        assertEquals(InboxState.PAID_AGAIN, inbox.apply(webhook(terms, "e2"), more));
        assertEquals(InboxState.PAID_AGAIN, inbox.apply(webhook(terms, "e3"), more));
        List<HistoryEntry> lines = payments.history(terms.id()).stream().filter(line -> line.detail().containsKey("paidAgain")).toList();
        assertEquals(List.of("80.00 SLE"), lines.stream().map(line -> line.detail().get("paid")).toList());
    }

    @Test
    void aTransactionByAnotherOfItsNamesIsNoSecondPayment() {
        PaymentTerms terms = pending();
        inbox.apply(webhook(terms, "e1"), paid(terms, "tx-1"));
        StatusEvent same = new StatusEvent(terms.id(), "flot", PaymentStatus.COMPLETED, Cause.WEBHOOK, NOW.plusSeconds(60), Optional.of(DUE),
                Optional.of("uuid-1"), Optional.empty(), Map.of(), Set.of("uuid-1", "tx-1"), StatusEvent.WithoutAmount.CONTRADICTS);
        assertEquals(InboxState.STALE, inbox.apply(webhook(terms, "e2"), same));
    }

    @Test
    void aReversalOfAnotherTransactionRefundsNothingAndIsReported() {
        PaymentTerms terms = pending();
        inbox.apply(webhook(terms, "e1"), paid(terms, "tx-1"));
        StatusEvent back = new StatusEvent(terms.id(), "flot", PaymentStatus.REFUNDED, Cause.WEBHOOK, NOW.plusSeconds(60), Optional.of(DUE),
                Optional.of("tx-2"), Optional.empty(), Map.of());
        assertEquals(InboxState.PAID_AGAIN, inbox.apply(webhook(terms, "e2"), back));
        assertEquals(PaymentStatus.COMPLETED, status(terms));
    }

    @Test
    void aSuccessWithoutAnAmountCompletesNothingWhateverItsSource() {
        PaymentTerms terms = pending();
        StatusEvent event = new StatusEvent(terms.id(), "flot", PaymentStatus.COMPLETED, Cause.WEBHOOK, NOW.plusSeconds(60), Optional.empty(),
                Optional.of("tx-1"), Optional.empty(), Map.of());
        assertEquals(InboxState.MISMATCH, inbox.apply(webhook(terms, "e1"), event));
        assertEquals(PaymentStore.Raise.MISMATCH, payments.raise(event));
        assertEquals(PaymentStatus.PENDING, status(terms));
        assertEquals("amount", payments.history(terms.id()).get(1).detail().get("mismatch"));
    }

    @Test
    void otherBytesUnderAKnownKeyAreProcessedAgainAndTheSameBytesAreNot() {
        PaymentTerms terms = pending();
        StoredWebhook tooLittle = new StoredWebhook("flot", "k-" + terms.id(), terms.id(), new byte[] {40}, Map.of(), NOW);
        StoredWebhook enough = new StoredWebhook("flot", "k-" + terms.id(), terms.id(), new byte[] {50}, Map.of(), NOW);
        StatusEvent less = statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(4000, "SLE")));
        StatusEvent all = statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(DUE));
        assertEquals(InboxState.MISMATCH, inbox.apply(tooLittle, less));
        assertEquals(InboxState.MISMATCH, inbox.apply(tooLittle, less));
        assertEquals(InboxState.APPLIED, inbox.apply(enough, all));
        assertEquals(InboxState.APPLIED, inbox.apply(enough, all));
        assertEquals(InboxState.MISMATCH, inbox.apply(tooLittle, less));
        assertEquals(List.of("payment.created", "payment.completed"), outbox(terms));
        assertEquals(1, payments.history(terms.id()).stream().filter(line -> line.detail().containsKey("mismatch")).count());
    }

    @Test
    void ofHintsToo() {
        PaymentTerms terms = pending();
        StoredWebhook tooLittle = new StoredWebhook("flot", "k-" + terms.id(), terms.id(), new byte[] {40}, Map.of(), NOW);
        StoredWebhook enough = new StoredWebhook("flot", "k-" + terms.id(), terms.id(), new byte[] {50}, Map.of(), NOW);
        inbox.receive(tooLittle);
        assertEquals(InboxState.MISMATCH, inbox.settle(tooLittle, statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(4000, "SLE")))));
        WebhookInbox.Received received = inbox.receive(enough);
        assertEquals(InboxState.RECEIVED, received.state());
        assertEquals(InboxState.APPLIED, inbox.settle(received.webhook(), statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(DUE))));
        assertEquals(InboxState.APPLIED, inbox.receive(enough).state());
        assertEquals(InboxState.MISMATCH, inbox.receive(tooLittle).state());
    }

    private List<String> paidAgain(PaymentTerms terms) {
        return payments.history(terms.id()).stream().flatMap(line -> Optional.ofNullable(line.detail().get("paidAgain")).stream()).toList();
    }

    private InboxState confirmed(PaymentTerms terms, String key, String transaction) {
        StoredWebhook webhook = webhook(terms, key);
        inbox.receive(webhook);
        return inbox.settle(webhook, paid(terms, transaction));
    }

    private static StatusEvent paid(PaymentTerms terms, String transaction) {
        return new StatusEvent(terms.id(), "flot", PaymentStatus.COMPLETED, Cause.WEBHOOK, NOW.plusSeconds(60), Optional.of(DUE),
                Optional.of(transaction), Optional.empty(), Map.of());
    }

    @Test
    void completedAfterAFailedAttemptWinsAndIsNoLateSuccess() {
        PaymentTerms terms = pending();
        inbox.apply(webhook(terms, "e1"), statusEvent(terms, PaymentStatus.FAILED));
        assertTrue(payments.find(terms.id()).orElseThrow().failure().isPresent());
        assertEquals(InboxState.APPLIED, inbox.apply(webhook(terms, "e2"), statusEvent(terms, PaymentStatus.COMPLETED)));
        Payment payment = payments.find(terms.id()).orElseThrow();
        assertEquals(PaymentStatus.COMPLETED, payment.status());
        assertFalse(payment.lateSuccess());
        assertTrue(payment.failure().isEmpty());
        assertEquals(List.of(PaymentStatus.PENDING, PaymentStatus.FAILED, PaymentStatus.COMPLETED), history(terms));
    }

    @Test
    void lessMoneyOtherMoneyAndAnotherProviderNeverComplete() {
        PaymentTerms terms = pending();
        Map<String, StatusEvent> contradictions = Map.of(
                "amount", statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(4999, "SLE"))),
                "currency", statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(5000, "NGN"))));
        contradictions.forEach((field, event) -> {
            assertEquals(InboxState.MISMATCH, inbox.apply(webhook(terms, field), event), field);
            assertEquals(PaymentStatus.PENDING, status(terms));
            assertEquals(Money.zero("SLE"), payments.find(terms.id()).orElseThrow().received());
            assertTrue(payments.history(terms.id()).stream()
                    .anyMatch(line -> field.equals(line.detail().get("mismatch")) && line.from() == line.to()
                            && event.paid().orElseThrow().toString().equals(line.detail().get("paid"))), field);
        });
        StatusEvent own = statusEvent(terms, PaymentStatus.COMPLETED);
        StatusEvent foreign = new StatusEvent(own.paymentId(), "fluid", own.status(), own.cause(), own.at(), own.paid(),
                own.providerReference(), own.failure(), own.detail());
        assertEquals(InboxState.MISMATCH, inbox.apply(webhook(terms, "provider"), foreign));
        assertEquals(PaymentStatus.PENDING, status(terms));
    }

    @Test
    void exactlyWhatIsDueAndMoreCompletes() {
        for (long paid : new long[] {5000, 5001}) {
            PaymentTerms terms = pending();
            assertEquals(InboxState.APPLIED, inbox.apply(webhook(terms, "e"),
                    statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(paid, "SLE")))));
            assertEquals(new Money(paid, "SLE"), payments.find(terms.id()).orElseThrow().received());
        }
    }

    @Test
    void anEventOfAnUnknownPaymentIsParkedAndAppliedWhenRedeliveredAfterThePayment() {
        PaymentTerms terms = SamplePayments.terms();
        StoredWebhook webhook = webhook(terms, "e1");
        assertEquals(InboxState.PARKED, inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals(InboxState.PARKED, inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals("PARKED", TestTable.inboxState("flot", webhook.key()));
        create(terms);
        assertEquals(InboxState.APPLIED, inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals("APPLIED", TestTable.inboxState("flot", webhook.key()));
        assertEquals(PaymentStatus.COMPLETED, status(terms));
    }

    @Test
    void aHintIsStoredOnceAndSettledByItsConfirmation() {
        PaymentTerms terms = pending();
        StoredWebhook webhook = webhook(terms, "e1");
        assertEquals(InboxState.RECEIVED, inbox.receive(webhook).state());
        assertEquals(InboxState.RECEIVED, inbox.receive(webhook).state());
        assertEquals(PaymentStatus.PENDING, status(terms));
        assertEquals(InboxState.APPLIED, inbox.settle(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals(InboxState.APPLIED, inbox.receive(webhook).state());
        assertEquals(InboxState.APPLIED, inbox.settle(webhook, statusEvent(terms, PaymentStatus.FAILED)));
        assertEquals(PaymentStatus.COMPLETED, status(terms));
    }

    @Test
    void aWebhookIsDueUntilItIsSettled() {
        PaymentTerms terms = pending();
        StoredWebhook webhook = webhook(terms, "e1");
        inbox.receive(webhook);
        assertEquals(Item.time(webhook.receivedAt().plusSeconds(5)), item(webhook).get("dueAt"));
        inbox.awaitConfirmation(webhook);
        assertEquals(Item.time(webhook.receivedAt().plusSeconds(5)), item(webhook).get("dueAt"));
        assertEquals("RECEIVED", TestTable.inboxState("flot", webhook.key()));
        inbox.settle(webhook, statusEvent(terms, PaymentStatus.COMPLETED));
        assertFalse(item(webhook).containsKey("dueAt"));
        assertFalse(item(webhook).containsKey("dueShard"));
    }

    @Test
    void anUnmatchedWebhookIsNotDueAndCanStillBeSettled() {
        PaymentTerms terms = SamplePayments.terms();
        StoredWebhook webhook = webhook(terms, "e1");
        DynamoWebhookArchive archive = new DynamoWebhookArchive(TestTable.overHttp(), TestTable.CONFIG);
        assertEquals(InboxState.PARKED, inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertTrue(item(webhook).containsKey("dueAt"));
        archive.giveUp(new WebhookArchive.Name("flot", webhook.key()), InboxState.UNMATCHED);
        assertFalse(item(webhook).containsKey("dueAt"));
        assertEquals(InboxState.PARKED, inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertTrue(item(webhook).containsKey("dueAt"));
    }

    private static Map<String, AttributeValue> item(StoredWebhook webhook) {
        return TestTable.partition("WEBHOOK#flot#" + webhook.key()).get(0);
    }

    @Test
    void anEventKeyOfAnyLengthAndKindIsStored() {
        PaymentTerms terms = pending();
        StoredWebhook webhook = new StoredWebhook("flot", "ключ#" + "x".repeat(60_000), terms.id(), new byte[60_000],
                Map.of(), NOW);
        assertEquals(InboxState.APPLIED, inbox.apply(webhook, statusEvent(terms, PaymentStatus.COMPLETED)));
        assertEquals(InboxState.APPLIED, inbox.receive(webhook).state());
    }

    @Test
    void aReferenceIsCutBetweenCharacters() {
        String ticket = "\ud83c\udf9f";
        assertEquals("webhook-of#x" + ticket.repeat(99), WebhookItem.ofPayment("x" + ticket.repeat(150)));
        assertEquals("webhook-of#" + "x".repeat(100), WebhookItem.ofPayment("x".repeat(101)));
    }

    /**
     * The claim the product rests on: whatever the order, the repetition and the interleaving of the same events, the
     * record ends the same. Each seed makes a set of events and plays it twice, differently, on two payments.
     */
    @Tag("slow")
    @Test
    void everyPermutationRepetitionAndInterleavingEndsInTheSameRecord() throws Exception {
        int seeds = Integer.getInteger("paylinks.permutation-seeds", 400);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Long>> runs = new ArrayList<>();
            for (long seed = 0; seed < seeds; seed++) {
                long chosen = seed;
                runs.add(threads.submit(() -> deliverInTwoOrders(chosen)));
            }
            for (Future<Long> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private long deliverInTwoOrders(long seed) throws Exception {
        Random random = new Random(seed);
        int count = 1 + random.nextInt(4);
        List<Integer> kinds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kinds.add(random.nextInt(8));
        }
        Payment first = deliver(kinds, random);
        Payment second = deliver(kinds, random);
        String context = "seed " + seed + " kinds " + kinds;
        PaymentStatus expected = kinds.stream().map(DynamoWebhookInboxTest::status)
                .max(Comparable::compareTo).orElseThrow();
        assertEquals(expected, first.status(), context);
        assertEquals(first.status(), second.status(), context);
        assertEquals(first.failure(), second.failure(), context);
        assertEquals(first.refunded(), second.refunded(), context);
        if (!kinds.contains(4)) {
            assertEquals(first.received(), second.received(), context);
        }
        for (Payment payment : seed % 10 == 0 ? List.of(first, second) : List.<Payment>of()) {
            List<PaymentStatus> history = history(payment.terms());
            assertEquals(history.stream().sorted().distinct().toList(), history.stream().sorted().toList(), context);
            assertEquals(payment.lateSuccess(), payment.status().isPaid()
                    && history.contains(PaymentStatus.EXPIRED), context);
            assertEquals(history.size(), outbox(payment.terms()).size(), context);
            // Like lateSuccess it depends on what came first: of two sums said to be paid, the one that completes the payment counts.
            assertEquals(!payment.status().isPaid() ? 0 : isApplied(payment.terms(), 4) ? DUE.minor() + 1 : DUE.minor(),
                    payment.received().minor(), context);
        }
        return seed;
    }

    private static boolean isApplied(PaymentTerms terms, int kind) {
        return TestTable.partition("WEBHOOK#flot#" + terms.id() + ":kind" + kind).stream()
                .anyMatch(item -> item.get("state").s().equals("APPLIED"));
    }

    private Payment deliver(List<Integer> kinds, Random random) throws Exception {
        PaymentTerms terms = reserved();
        List<Integer> deliveries = new ArrayList<>(kinds);
        deliveries.addAll(kinds.subList(0, random.nextInt(kinds.size() + 1)));
        Collections.shuffle(deliveries, random);
        if (random.nextBoolean()) {
            deliveries.forEach(kind -> inbox.apply(webhook(terms, "kind" + kind), event(terms, kind)));
        } else {
            List<Thread> interleaved = deliveries.stream().map(kind -> new Thread(() ->
                    inbox.apply(webhook(terms, "kind" + kind), event(terms, kind)))).toList();
            interleaved.forEach(Thread::start);
            for (Thread thread : interleaved) {
                thread.join();
            }
        }
        return payments.find(terms.id()).orElseThrow();
    }

    private static PaymentStatus status(int kind) {
        return switch (kind) {
            case 0 -> PaymentStatus.EXPIRED;
            case 1 -> PaymentStatus.CANCELLED;
            case 2 -> PaymentStatus.FAILED;
            case 3, 4 -> PaymentStatus.COMPLETED;
            case 5 -> PaymentStatus.REFUNDED;
            case 6 -> PaymentStatus.CREATING;
            default -> PaymentStatus.PENDING;
        };
    }

    private static StatusEvent event(PaymentTerms terms, int kind) {
        return switch (kind) {
            case 4 -> statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(DUE.minor() + 1, DUE.currency())));
            case 6 -> statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(DUE.minor() - 1, DUE.currency())));
            default -> statusEvent(terms, status(kind));
        };
    }

    private static PaymentTerms reserved() {
        PaymentTerms terms = SamplePayments.terms();
        TestTable.overHttp().putItem(request -> request.tableName(TestTable.CONFIG.table())
                .item(PaymentItem.creating(terms, NOW)));
        return terms;
    }

    private PaymentTerms pending() {
        PaymentTerms terms = SamplePayments.terms();
        create(terms);
        return terms;
    }

    private void create(PaymentTerms terms) {
        IdempotencyKey key = new IdempotencyKey("shop", UUID.randomUUID().toString());
        Reservation reservation = creations.reserve(key, new Fingerprint("f"), terms);
        creations.complete(((Reservation.Started) reservation).token(), opening(terms), new StoredAnswer(201, Map.of(), "{}"));
    }

    private PaymentStatus status(PaymentTerms terms) {
        return payments.find(terms.id()).orElseThrow().status();
    }

    private List<PaymentStatus> history(PaymentTerms terms) {
        return payments.history(terms.id()).stream().filter(line -> line.from() != line.to()).map(line -> line.to()).toList();
    }

    private static List<String> outbox(PaymentTerms terms) {
        return TestTable.partition("OUTBOX#" + terms.id()).stream().map(item -> item.get("type").s()).toList();
    }

    private static StoredWebhook webhook(PaymentTerms terms, String key) {
        return new StoredWebhook("flot", terms.id() + ":" + key, terms.id(), "{}".getBytes(StandardCharsets.UTF_8),
                Map.of("content-type", "application/json"), NOW.plusSeconds(2));
    }
}
