package africa.paylinks.fluid;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoBrandingStore;
import africa.paylinks.aws.DynamoDebitAttempts;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.TestTable;
import africa.paylinks.checkout.BankLists;
import africa.paylinks.checkout.Checkout;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.merchant.Brandings;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.ReportedTransactions.Open;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.reconciliation.TransactionReconciler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A customer who mistyped the phone number corrects it, over the page, FLUID's sandbox and its webhooks. */
@Tag("slow")
class PhoneCorrectionTest {

    private static final String NO_ACCOUNT = "+233242222222";

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final DynamoReportedTransactions transactions = new DynamoReportedTransactions(TestTable.client(), TestTable.CONFIG);
    private FluidFixture fixture = new FluidFixture(clock, FluidDialect.GUIDE);
    /** Other numbers for each test, because debits are counted by number. */
    private final String mistyped = number();
    private final String right = number();
    private String bank = "";

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource(FluidDialect.class)
    void theRightNumberPaysAfterTheMistypedOneHasRefused(FluidDialect dialect) {
        fixture.close();
        fixture = new FluidFixture(clock, dialect);
        bank = "&bank=TST";
        String id = corrected();
        fixture.happen(id, "failed", Map.of());
        awaitWebhook(id);
        assertEquals(PaymentStatus.PENDING, status(id));
        assertTrue(page(id, Map.of()).contains("Complete payment on your phone"));
        fixture.happen(id + "-2", "paid", Map.of());
        awaitStatus(id, PaymentStatus.COMPLETED);
        assertEquals(List.of(), paidAgain(id));
    }

    @Test
    void theMistypedNumberPaysAfterAllAndTheRightOneTooWhichIsNoticedOnce() {
        String id = corrected();
        fixture.happen(id, "paid", Map.of());
        awaitStatus(id, PaymentStatus.COMPLETED);
        assertEquals(List.of(), paidAgain(id));
        fixture.happen(id + "-2", "paid", Map.of());
        await().until(() -> paidAgain(id).size() == 1);
        followAll(id);
        assertEquals(1, paidAgain(id).size());
        assertEquals(PaymentStatus.COMPLETED, status(id));
    }

    @Test
    void twoSuccessesWithoutAnyWebhookAreNoticedToo() {
        String id = corrected();
        fixture.happen(id, "paid", Map.of("webhook", "none"));
        fixture.happen(id + "-2", "paid", Map.of("webhook", "none"));
        followAll(id);
        assertEquals(PaymentStatus.COMPLETED, status(id));
        assertEquals(1, paidAgain(id).size());
        followAll(id);
        assertEquals(1, paidAgain(id).size());
    }

    @Test
    void theLastDebitEndsThePaymentIfItFails() {
        String id = corrected();
        fixture.happen(id + "-2", "failed", Map.of());
        awaitStatus(id, PaymentStatus.FAILED);
        fixture.happen(id, "paid", Map.of());
        awaitStatus(id, PaymentStatus.COMPLETED);
    }

    @Test
    void aNumberThatFluidRefusesLeavesTheFirstDebitInPlace() {
        String id = asked();
        clock.advance(Duration.ofSeconds(11));
        ApiResponse refused = submit(id, "debit=correcting", NO_ACCOUNT);
        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("?debit=correcting\""), refused.body());
        assertEquals(1, payments.find(id).orElseThrow().debits().current());
        assertTrue(page(id, Map.of()).contains("?debit=correcting\""));
        fixture.happen(id, "failed", Map.of());
        awaitStatus(id, PaymentStatus.FAILED);
    }

    @Test
    void aDebitWithoutAnAnswerIsFoundAgainUnderItsOwnReference() {
        String id = asked();
        clock.advance(Duration.ofSeconds(11));
        fixture.injectFault("timeout", 10, 1);
        assertEquals(303, submit(id, "debit=correcting", right).status());
        assertEquals(2, payments.find(id).orElseThrow().debits().current());
        fixture.happen(id, "failed", Map.of());
        awaitWebhook(id);
        assertEquals(PaymentStatus.PENDING, status(id));
        clock.advance(Duration.ofMinutes(3));
        assertEquals(303, submit(id, "", right).status());
        fixture.happen(id + "-2", "paid", Map.of());
        awaitStatus(id, PaymentStatus.COMPLETED);
    }

    @Test
    void bothDebitsAreFollowedBeforeFluidAnswers() {
        String id = asked();
        clock.advance(Duration.ofSeconds(11));
        fixture.injectFault("timeout", 10, 1);
        assertEquals(303, submit(id, "debit=correcting", right).status());
        assertEquals(Set.of(id, id + "-2"), transactions.open(id).stream().map(Open::transactionId).collect(Collectors.toSet()));
    }

    @Test
    void nobodysPhoneIsPesteredByCorrections() {
        String id = asked();
        assertTrue(submit(id, "debit=correcting", right).body().contains("You can try again in 10 seconds."));
        clock.advance(Duration.ofSeconds(11));
        assertTrue(submit(id, "debit=correcting", mistyped).body().contains("This number was asked already"));
        assertEquals(1, fixture.orders());
        Duration[] pauses = {Duration.ZERO, Duration.ofSeconds(31), Duration.ofSeconds(121), Duration.ofSeconds(601)};
        for (Duration pause : pauses) {
            clock.advance(pause);
            assertEquals(303, submit(id, "debit=correcting", number()).status());
        }
        clock.advance(Duration.ofHours(1));
        ApiResponse sixth = submit(id, "debit=correcting", number());
        assertEquals(422, sixth.status());
        assertTrue(sixth.body().contains("You have used all attempts"), sixth.body());
        assertEquals(5, fixture.orders());
    }

    @Test
    void onePhoneGetsSixPromptsAnHourWhoeverAsks() {
        String victim = number();
        for (int payment = 0; payment < 3; payment++) {
            assertEquals(303, submit(fixture.created(Map.of()), "", victim).status());
            String id = asked();
            clock.advance(Duration.ofSeconds(11));
            assertEquals(303, submit(id, "debit=correcting", victim).status());
        }
        String id = asked();
        clock.advance(Duration.ofSeconds(11));
        ApiResponse seventh = submit(id, "debit=correcting", victim);
        assertEquals(422, seventh.status());
        assertTrue(seventh.body().contains("too many payment requests for this number"), seventh.body());
        assertEquals(1, payments.find(id).orElseThrow().debits().current());
    }

    @Test
    void numbersAreReadAsPeopleWriteThem() {
        String national = right.substring("+233".length());
        for (String written : List.of("0" + national, "233" + national, "+233 0" + national, "\u202a+233" + national + "\u202c", "00233-" + national)) {
            String id = asked();
            clock.advance(Duration.ofSeconds(11));
            assertEquals(303, submit(id, "debit=correcting", written).status(), written);
            assertTrue(fixture.lastCharge().contains("\"" + right + "\""), fixture.lastCharge());
        }
    }

    @Test
    void aPaidPaymentOffersNoCorrection() {
        String id = asked();
        assertTrue(page(id, Map.of()).contains("?debit=correcting\""));
        assertTrue(page(id, Map.of("debit", "correcting")).contains("Send to this number"));
        fixture.happen(id, "paid", Map.of());
        awaitStatus(id, PaymentStatus.COMPLETED);
        assertFalse(page(id, Map.of("debit", "correcting")).contains("Send to this number"));
        clock.advance(Duration.ofSeconds(11));
        submit(id, "debit=correcting", right);
        assertEquals(1, fixture.orders());
    }

    private String asked() {
        String id = fixture.created(Map.of());
        assertEquals(303, submit(id, "", mistyped()).status());
        return id;
    }

    private String mistyped() {
        return fixture.orders() == 0 ? mistyped : number();
    }

    private String corrected() {
        String id = asked();
        clock.advance(Duration.ofSeconds(11));
        assertEquals(303, submit(id, "debit=correcting", right).status());
        assertTrue(fixture.knows(id) && fixture.knows(id + "-2"));
        assertEquals(PaymentStatus.PENDING, status(id));
        return id;
    }

    private void followAll(String id) {
        for (Open open : transactions.open(id)) {
            clock.advance(Duration.ofMinutes(10));
            reconciler().check(new DueItem("fluid", new DueItem.OfTransaction(id, open.transactionId()), clock.instant()), 1);
        }
    }

    private TransactionReconciler reconciler() {
        return new TransactionReconciler(payments, transactions, statusCheck(), clock, RecordedMetrics.checked());
    }

    private StatusCheck statusCheck() {
        return new StatusCheck(payments, transactions, providers(), clock, RecordedMetrics.checked());
    }

    private ProviderRegistry providers() {
        return new ProviderRegistry(List.of(fixture.provider()));
    }

    private Checkout checkout() {
        return new Checkout(payments, transactions, new DynamoDebitAttempts(TestTable.client(), TestTable.CONFIG, () -> 6), providers(), statusCheck(),
                new BankLists(clock), new Brandings(new DynamoBrandingStore(TestTable.client(), TestTable.CONFIG), clock), clock, Optional::empty);
    }

    private String page(String id, Map<String, String> query) {
        return checkout().page(request("GET", id, query, "")).body();
    }

    private ApiResponse submit(String id, String query, String phone) {
        return checkout().pay(request("POST", id, query.isEmpty() ? Map.of() : Map.of("debit", "correcting"),
                "phone=" + URLEncoder.encode(phone, StandardCharsets.UTF_8) + bank));
    }

    private static ApiRequest request(String method, String id, Map<String, String> query, String body) {
        return new ApiRequest(method, "/pay/" + id, Map.of("id", id), query, Map.of(), body.getBytes(StandardCharsets.UTF_8), "pay.example",
                Optional.empty());
    }

    private PaymentStatus status(String id) {
        return payments.find(id).orElseThrow().status();
    }

    private void awaitStatus(String id, PaymentStatus status) {
        await().until(() -> status(id) == status);
    }

    private void awaitWebhook(String reference) {
        await().until(() -> fixture.order(reference).path("webhooks").values().toList().stream()
                .anyMatch(webhook -> webhook.path("answer").asText().contains("received")));
    }

    private List<HistoryEntry> paidAgain(String id) {
        return payments.history(id).stream().filter(entry -> entry.detail().containsKey("paidAgain")).toList();
    }

    private static String number() {
        return "+2335" + ThreadLocalRandom.current().nextLong(10_000_000, 99_999_999);
    }
}
