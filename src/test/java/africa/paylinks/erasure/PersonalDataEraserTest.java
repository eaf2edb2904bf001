package africa.paylinks.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDebitAttempts;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.DynamoWebhookArchive;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.RefundJson;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.payment.StatusEvent.WithoutAmount;
import africa.paylinks.refund.Refundable;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookArchive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PersonalDataEraserTest {

    private static final Money AMOUNT = new Money(5000, "SLE");
    private static final String PHONE = ErasureFixture.PHONE;
    private static final Set<String> MARKS = Set.of("zqmark", "99887766");

    private final TestTable.Empty table = TestTable.empty();
    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DynamoIdempotencyStore creations = new DynamoIdempotencyStore(table.client(), table.config(), clock, SamplePayments.IDS);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(table.client(), table.config());
    private final DynamoRefundStore refunds = new DynamoRefundStore(table.client(), table.config(), clock, SamplePayments.IDS);
    private final DynamoWebhookInbox inbox = new DynamoWebhookInbox(table.client(), table.config());
    private final ErasureFixture erasure = new ErasureFixture(table, clock);

    @Test
    void noItemOfTheTableHoldsPersonalDataAfterwardsAndTheBooksStay() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("pay");
        assertEquals(Set.of("CUSTOMER", "HISTORY", "REFUND", "WEBHOOK", "OUTBOX", "IDEMPOTENCY"), marked());
        Payment before = payments.find(terms.id()).orElseThrow();
        List<Refund> refundsBefore = refunds.refunds(terms.id());
        List<HistoryEntry> historyBefore = payments.history(terms.id());

        ErasureAnswer answer = erase(request("paymentId", terms.id()));
        assertEquals(List.of(terms.id()), answer.erased());
        assertEquals(Set.of(), marked());

        Payment after = payments.find(terms.id()).orElseThrow();
        assertTrue(after.terms().customer().isUnknown());
        assertEquals(Map.of(), after.terms().metadata());
        assertEquals(List.of(before.status(), before.received(), before.refunded(), before.reached(), before.updatedAt(), before.providerReference(),
                        before.paidBy(), before.terms().amount(), before.terms().orderId(), before.terms().createdAt(), before.instructions().orElseThrow().link()),
                List.of(after.status(), after.received(), after.refunded(), after.reached(), after.updatedAt(), after.providerReference(),
                        after.paidBy(), after.terms().amount(), after.terms().orderId(), after.terms().createdAt(), after.instructions().orElseThrow().link()));
        List<Refund> refundsAfter = refunds.refunds(terms.id());
        assertEquals(refundsBefore.stream().map(refund -> refund.id() + refund.amount() + refund.status() + refund.providerReference()).toList(),
                refundsAfter.stream().map(refund -> refund.id() + refund.amount() + refund.status() + refund.providerReference()).toList());
        List<HistoryEntry> historyAfter = payments.history(terms.id());
        assertEquals(historyBefore.stream().map(entry -> entry.at() + entry.cause() + entry.from() + entry.to()).toList(),
                historyAfter.subList(0, historyBefore.size()).stream().map(entry -> entry.at() + entry.cause() + entry.from() + entry.to()).toList());
        assertEquals(List.of(new HistoryEntry(clock.instant(), after.status(), after.status(), "personal-data-erased",
                Map.of("by", "user/ada", "reason", "DSR-17"))), historyAfter.subList(historyBefore.size(), historyAfter.size()));
    }

    @Test
    void aStoredAnswerIsStillRepeatedForItsKeyWithoutWhatWasErased() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("pay");
        erase(request("paymentId", terms.id()));
        StoredAnswer repeated = ((Reservation.Answered) creations.reserve(new IdempotencyKey("shop", "key-" + terms.id()), new Fingerprint("f"), terms)).answer();
        JsonValue body = Json.readObject(repeated.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertEquals(List.of(terms.id(), "50.00", "SLE"), List.of("id", "amount", "currency").stream().map(field -> body.path(field).asText()).toList());
        assertTrue(body.path("customer").isNull() && body.path("bankAccount").isNull() && body.path("metadata").isEmpty());
    }

    @Test
    void aRepeatedWebhookIsRecognizedAndNotStoredAgain() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("pay");
        erase(request("paymentId", terms.id()));
        assertEquals(InboxState.APPLIED, inbox.apply(webhook(terms.id()), completed(terms)));
        assertEquals(Set.of(), marked());
    }

    @Test
    void anErasedWebhookCannotBeAppliedAgain() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("pay");
        DynamoWebhookArchive archive = new DynamoWebhookArchive(table.client(), table.config());
        WebhookArchive.Name name = new WebhookArchive.Name("flot", "event-" + terms.id());
        assertTrue(archive.find(name).isPresent());
        erase(request("paymentId", terms.id()));
        assertTrue(archive.find(name).isEmpty());
    }

    @Test
    void aSecondErasureChangesNothingUnlessPersonalDataHasCome() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("pay");
        erase(request("paymentId", terms.id()));
        Map<String, String> once = erasure.items();
        clock.advance(Duration.ofMinutes(1));
        ErasureAnswer second = erase(request("paymentId", terms.id()));
        assertEquals(List.of(List.of(), List.of(terms.id())), List.of(second.erased(), second.already()));
        assertEquals(once, erasure.items());

        inbox.ignore(new StoredWebhook("flot", "late-" + terms.id(), terms.id(), "{\"name\":\"Zqmark\"}".getBytes(StandardCharsets.UTF_8), Map.of(), clock.instant()));
        assertEquals(Set.of("WEBHOOK"), marked());
        assertEquals(List.of(terms.id()), erase(request("paymentId", terms.id())).erased());
        assertEquals(Set.of(), marked());
    }

    @Test
    void theWebhookOfAPaymentsDealIsErasedToo() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("kommo_4711");
        inbox.queued(new StoredWebhook("kommo", "29013640:4711:1:2", "lead 4711", "leads[status][0][name]=Zqmark".getBytes(StandardCharsets.UTF_8),
                Map.of(), clock.instant()));
        erase(request("paymentId", terms.id()));
        assertEquals(Set.of(), marked());
    }

    @Test
    void allPaymentsOfACustomerAreErasedAndThoseOfOthersAreNot() {
        for (String subject : List.of("customerId", "phone", "email")) {
            PaymentTerms first = closedPaymentWithMarksEverywhere("pay");
            PaymentTerms second = closedPaymentWithMarksEverywhere("pay");
            PaymentTerms other = closed(SamplePayments.terms("shop", AMOUNT, clock.instant()));
            String value = Map.of("customerId", "zqmark-7", "phone", PHONE, "email", "ZQMARK@Example.com").get(subject);
            assertEquals(Set.of(first.id(), second.id()), Set.copyOf(erase(request(subject, value)).erased()), subject);
            assertEquals(Set.of(), marked(), subject);
            assertEquals(other.customer(), payments.find(other.id()).orElseThrow().terms().customer());
            assertEquals(List.of(), erase(request(subject, value)).erased());
        }
    }

    @Test
    void aMerchantsCustomerIsErasedWithThatMerchantOnly() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("pay");
        for (ErasureRequest foreign : List.of(new ErasureRequest("other", null, null, PHONE, null, "user/ada", "DSR-17", false, null),
                new ErasureRequest("other", terms.id(), null, null, null, "user/ada", "DSR-17", false, null))) {
            ErasureAnswer answer = erase(foreign);
            assertTrue(answer.refusal() != null || answer.erased().isEmpty());
        }
        assertTrue(payments.find(terms.id()).orElseThrow().terms().customer().phone().isPresent());
    }

    @Test
    void whatIsInProgressIsLeftAlone() {
        PaymentTerms pending = opened(markedTerms("pay"));
        PaymentTerms refunding = closed(markedTerms("pay"));
        Refundable refundable = refunds.refundable(refunding.id()).orElseThrow();
        refunds.order(new IdempotencyKey("shop", "refund-" + refunding.id()), new Fingerprint("f"), refund(refunding), refundable);
        PaymentTerms confirming = closed(markedTerms("pay"));
        inbox.receive(new StoredWebhook("flot", "hint-" + confirming.id(), confirming.id(), "{}".getBytes(StandardCharsets.UTF_8), Map.of(), clock.instant()));
        Map<String, String> before = erasure.items();
        ErasureAnswer answer = erase(request("phone", PHONE));
        assertEquals(Set.of(pending.id(), refunding.id(), confirming.id()), Set.copyOf(answer.open()));
        assertEquals(List.of(), answer.erased());
        assertEquals(before, erasure.items());
    }

    @Test
    void aDryRunListsThePaymentsAndChangesNothing() {
        PaymentTerms closed = closedPaymentWithMarksEverywhere("pay");
        PaymentTerms open = opened(markedTerms("pay"));
        Map<String, String> before = erasure.items();
        ErasureAnswer answer = erase(new ErasureRequest("shop", null, null, PHONE, null, "user/ada", "DSR-17", true, null));
        assertEquals(List.of(List.of(closed.id()), List.of(open.id())), List.of(answer.erased(), answer.open()));
        assertEquals(before, erasure.items());
    }

    @Test
    void aSearchThatTakesTooLongGoesOnFromItsCursor() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("pay");
        ErasureAnswer answer = erase(new ErasureRequest("shop", null, null, PHONE, null, "user/ada", "DSR-17", false,
                "PAYMENTS " + clock.instant().plusSeconds(1) + " pay_zzzz"));
        assertEquals(List.of(terms.id()), answer.erased());
        assertNull(answer.cursor());
        assertEquals(List.of(), erase(new ErasureRequest("shop", null, null, PHONE, null, "user/ada", "DSR-17", false,
                "PAYMENTS 2020-01-01T00:00:00Z pay_zzzz")).erased());
        assertEquals(List.of(), erase(new ErasureRequest("shop", null, null, PHONE, null, "user/ada", "DSR-17", false, "TRANSFERS")).erased());
    }

    @Test
    void aRequestThatCannotBeAuditedOrIsAmbiguousIsRefused() {
        PaymentTerms terms = closedPaymentWithMarksEverywhere("pay");
        String id = terms.id();
        for (ErasureRequest wrong : List.of(
                new ErasureRequest(null, id, null, null, null, "user/ada", "DSR-17", false, null),
                new ErasureRequest("shop", null, null, null, null, "user/ada", "DSR-17", false, null),
                new ErasureRequest("shop", id, null, PHONE, null, "user/ada", "DSR-17", false, null),
                new ErasureRequest("shop", "pay_nobody", null, null, null, "user/ada", "DSR-17", false, null),
                new ErasureRequest("shop", null, null, "023299887766", null, "user/ada", "DSR-17", false, null),
                new ErasureRequest("shop", id, null, null, null, null, "DSR-17", false, null),
                new ErasureRequest("shop", id, null, null, null, "user/ada", " ", false, null),
                new ErasureRequest("shop", id, null, null, null, "user/ada", "for zqmark@example.com", false, null),
                new ErasureRequest("shop", id, null, null, null, "user/ada", "call 23299887766", false, null),
                new ErasureRequest("shop", null, null, PHONE, null, "user/ada", "DSR-17", false, "yesterday"))) {
            assertTrue(erase(wrong).refusal() != null, wrong.toString());
            assertFalse(wrong.toString().contains("99887766"));
        }
        assertTrue(payments.find(id).orElseThrow().terms().customer().phone().isPresent());
    }

    private ErasureAnswer erase(ErasureRequest request) {
        return erasure.erase(request);
    }

    private static ErasureRequest request(String subject, String value) {
        return new ErasureRequest("shop", subject.equals("paymentId") ? value : null, subject.equals("customerId") ? value : null,
                subject.equals("phone") ? value : null, subject.equals("email") ? value : null, "user/ada", "DSR-17", false, null);
    }

    private PaymentTerms closedPaymentWithMarksEverywhere(String origin) {
        PaymentTerms terms = opened(markedTerms(origin));
        payments.raise(new StatusEvent(terms.id(), "flot", PaymentStatus.FAILED, Cause.STATUS_CHECK, clock.instant(), Optional.empty(), Optional.empty(),
                Optional.of(new Failure("payment-failed", "The wallet 23299887766 is closed")), Map.of("payer", "Zqmark Ada")));
        new DynamoDebitAttempts(table.client(), table.config(), () -> 6).refused(payments.find(terms.id()).orElseThrow(), 1,
                new Failure("unknown-number", "Wallet of zqmark is unknown"), clock.instant());
        new DynamoReportedTransactions(table.client(), table.config()).note("flot", terms.id(), "tx-1", clock.instant());
        assertEquals(InboxState.APPLIED, inbox.apply(webhook(terms.id()), completed(terms)));
        IdempotencyKey key = new IdempotencyKey("shop", "refund-" + terms.id());
        Refund ordered = refund(terms);
        Refundable refundable = refunds.refundable(terms.id()).orElseThrow();
        Reservation.Started started = (Reservation.Started) refunds.order(key, new Fingerprint("f"), ordered, refundable).orElseThrow();
        refunds.settle(ordered.completed(Optional.of("ref-1"), clock.instant()), refunds.refundable(terms.id()).orElseThrow().payment(), Cause.MERCHANT,
                started.token(), new StoredAnswer(201, Map.of(), Json.write(RefundJson.of(ordered))));
        Refund failing = refund(terms);
        IdempotencyKey other = new IdempotencyKey("shop", "refund-2-" + terms.id());
        started = (Reservation.Started) refunds.order(other, new Fingerprint("f"), failing, refunds.refundable(terms.id()).orElseThrow()).orElseThrow();
        refunds.settle(failing.failed(new Failure("refund-rejected", "Zqmark has no wallet"), clock.instant()),
                refunds.refundable(terms.id()).orElseThrow().payment(), Cause.MERCHANT, started.token(),
                new StoredAnswer(502, Map.of(), "{\"code\":\"refund-rejected\",\"detail\":\"Zqmark has no wallet\"}"));
        assertEquals(RefundStatus.FAILED, refunds.find(terms.id(), failing.id()).orElseThrow().status());
        clock.advance(Duration.ofSeconds(5));
        return terms;
    }

    private static Refund refund(PaymentTerms terms) {
        return Refund.ordered(SamplePayments.IDS.next("ref"), terms, new Money(1000, "SLE"), Optional.of("Zqmark returned it"), SamplePayments.NOW,
                SamplePayments.NOW.plusSeconds(60));
    }

    private PaymentTerms markedTerms(String origin) {
        String id = SamplePayments.IDS.next(origin);
        return new PaymentTerms(id, "shop", "order-" + id, "flot", PaymentMethod.MOMO, AMOUNT,
                new Customer(Optional.of("zqmark-7"), Optional.of("Zqmark Ada"), Optional.of("zqmark@example.com"), Optional.of(PHONE), Optional.of("zqmark-bank")),
                Optional.of("Tickets for Zqmark"), Optional.of("https://shop.example/thanks?mail=zqmark%40example.com"), Map.of("name", "Zqmark"),
                clock.instant(), clock.instant().plus(Duration.ofHours(24)));
    }

    private PaymentTerms opened(PaymentTerms terms) {
        Reservation.Started started = (Reservation.Started) creations.reserve(new IdempotencyKey("shop", "key-" + terms.id()), new Fingerprint("f"), terms);
        CreationResult result = new CreationResult(terms.id(), "flot", PaymentStatus.PENDING, Optional.of(new PaymentInstructions("https://pay.example/1", Optional.empty(),
                Optional.of(accountOf(terms.customer())))), Optional.of("attempt-" + terms.id()), Optional.empty(), clock.instant());
        Payment payment = result.appliedTo(Payment.creating(terms));
        creations.complete(started.token(), result, new StoredAnswer(201, Map.of(), Json.write(PaymentJson.created(payment))));
        clock.advance(Duration.ofSeconds(1));
        return terms;
    }

    private static BankAccount accountOf(Customer customer) {
        return new BankAccount("Bank", "00" + customer.phone().orElse(PHONE).substring(4), customer.name().orElse("Nobody"));
    }

    private PaymentTerms closed(PaymentTerms terms) {
        opened(terms);
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED));
        return terms;
    }

    private StoredWebhook webhook(String id) {
        return new StoredWebhook("flot", "event-" + id, id, ("{\"name\":\"Zqmark\",\"phone\":\"" + PHONE + "\"}").getBytes(StandardCharsets.UTF_8),
                Map.of("x-payer", "zqmark"), clock.instant());
    }

    private StatusEvent completed(PaymentTerms terms) {
        return new StatusEvent(terms.id(), "flot", PaymentStatus.COMPLETED, Cause.WEBHOOK, clock.instant().plusSeconds(2), Optional.of(AMOUNT),
                Optional.of("attempt-" + terms.id()), Optional.empty(), Map.of("payer", "paid by 23299887766"), Set.of(), WithoutAmount.CONTRADICTS);
    }

    /** The kinds of items that hold marked data. */
    private Set<String> marked() {
        return erasure.items().entrySet().stream().filter(item -> MARKS.stream().anyMatch(item.getValue().toLowerCase(Locale.ROOT)::contains))
                .map(item -> kind(item.getKey())).collect(Collectors.toSet());
    }

    private static String kind(String key) {
        String kind = key.substring(key.indexOf('|') + 1).replaceFirst("#.*", "");
        return Map.of("PAYMENT", "CUSTOMER", "EVENT", "HISTORY").getOrDefault(kind, key.startsWith("OUTBOX#") ? "OUTBOX" : kind);
    }
}
