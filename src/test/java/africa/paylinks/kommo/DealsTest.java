package africa.paylinks.kommo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.CrashPoint;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.queue.QueuedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DealsTest {

    private final DealFixture fixture = new DealFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aDealThatComesIntoTheInvoiceStageGetsItsLinkInANote() {
        fixture.dealToInvoice(150);
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700000000"))));

        Payment payment = fixture.links().get(0);
        assertAll(
                () -> assertEquals(1, fixture.links().size()),
                () -> assertTrue(payment.id().matches("kommo_" + fixture.lead + "_[a-z2-7]{26}"), payment.id()),
                () -> assertEquals("150.00 USD", payment.terms().amount().toString()),
                () -> assertEquals("ada@example.com", payment.terms().customer().email().orElseThrow()),
                () -> assertEquals("+2348012345678", payment.terms().customer().phone().orElseThrow()),
                () -> assertEquals(Map.of("kommo_lead_id", Long.toString(fixture.lead)), payment.terms().metadata()),
                () -> assertEquals("Invoice #" + fixture.lead, payment.terms().description().orElseThrow()),
                () -> assertEquals(1, fixture.notes().size()),
                () -> assertTrue(fixture.notes().get(0).startsWith("Payment link for 150.00 USD: https://pay.example/" + payment.id() + "\n")),
                () -> assertEquals(DealFixture.INVOICE, fixture.stage()));
    }

    @Test
    void aPaidLinkWinsTheDealAndTheNoteNamesThePayment() {
        Payment payment = invoiced(150);
        fixture.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", payment.id())));

        assertEquals(DealFixture.WON, fixture.stage());
        assertEquals("Paid: 150.00 USD by mobilemoneygh (flutterwave). Reference: FLW-MOCK-1\n[Paylinks paid " + payment.id() + "]",
                fixture.notes().get(1));
    }

    @Test
    void aPriceThatChangedMeanwhileDoesNotMatter() {
        Payment payment = invoiced(150);
        fixture.seller("{'price':999,'webhook':'none'}");
        fixture.raise(payment, PaymentStatus.COMPLETED);
        fixture.isDone(fixture.eventMessage("payment.completed", payment.id()));
        assertEquals(DealFixture.WON, fixture.stage());
        assertTrue(fixture.notes().get(1).startsWith("Paid: 150.00 USD"), fixture.notes().get(1));
    }

    @Test
    void theSameWebhookTwentyTimesAtOnceAndAnHourLaterMakesOneLinkAndOneNote() throws Exception {
        fixture.dealToInvoice(150);
        for (boolean exact : new boolean[] {true, false}) {
            StageChange change = new StageChange(fixture.lead, DealFixture.INVOICE, "moment", exact, fixture.clock.instant());
            assertEquals(20, atOnce(20, () -> fixture.isDone(fixture.message(change))));
            fixture.clock.advance(Duration.ofHours(1));
            assertTrue(fixture.isDone(fixture.message(
                    new StageChange(fixture.lead, DealFixture.INVOICE, "moment", exact, fixture.clock.instant()))));
        }
        assertEquals(1, fixture.links().size());
        assertEquals(1, fixture.provider.created.size());
        assertEquals(1, fixture.notes().size());
    }

    @Test
    void twentyConcurrentCopiesOfAnEventAndOneAnHourLaterMakeOneMoveAndOneNote() throws Exception {
        Payment payment = invoiced(150);
        fixture.raise(payment, PaymentStatus.COMPLETED);
        assertEquals(20, atOnce(20, () -> fixture.isDone(fixture.eventMessage("payment.completed", payment.id()))));
        fixture.clock.advance(Duration.ofHours(1));
        fixture.seller("{'status_id':" + DealFixture.INVOICE + ",'webhook':'none'}");
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", payment.id())));
        assertEquals(DealFixture.INVOICE, fixture.stage(), "what a seller moved back is not moved again");
        assertEquals(1, fixture.calls("patch"));
        assertEquals(2, fixture.notes().size());
    }

    @Test
    void aWorkerKilledAnywhereOnTheWayToTheLinkLeavesOneLinkAndOneNote() {
        killedEverywhere(killed -> {
            killed.dealToInvoice(150);
            return killed.message(killed.change("1700000000"));
        }, killed -> {
            assertEquals(1, killed.provider.created.size());
            assertEquals(1, killed.links().size());
            assertEquals(PaymentStatus.PENDING, killed.links().get(0).status());
            assertEquals(1, killed.notes().size());
        });
    }

    @Test
    void aWorkerKilledAnywhereOnTheWayToTheNextLinkLeavesOneOpenLinkAndOneNoteOfEach() {
        killedEverywhere(killed -> {
            killed.dealToInvoice(150);
            killed.isDone(killed.message(killed.change("1700000000")));
            killed.clock.advance(Duration.ofMinutes(10));
            killed.dealToInvoice(200);
            return killed.message(killed.change("1700000600"));
        }, killed -> {
            assertEquals(List.of(PaymentStatus.CANCELLED, PaymentStatus.PENDING), killed.links().stream().map(Payment::status).toList());
            assertEquals(2, killed.provider.created.size());
            assertEquals(2, killed.notes().size());
        });
    }

    @Test
    void aWorkerKilledAnywhereOnTheWayFromThePaymentLeavesOneMoveAndOneNote() {
        killedEverywhere(killed -> {
            killed.dealToInvoice(150);
            killed.isDone(killed.message(killed.change("1700000000")));
            killed.raise(killed.links().get(0), PaymentStatus.COMPLETED);
            return killed.eventMessage("payment.completed", killed.links().get(0).id());
        }, killed -> {
            assertEquals(DealFixture.WON, killed.stage());
            assertEquals(2, killed.notes().size());
            assertTrue(killed.notes().get(1).startsWith("Paid: 150.00 USD by mobilemoneygh"));
            assertFalse(killed.notes().get(1).contains("already"), "our own move is not taken for somebody else's");
        });
    }

    /** Kills a worker before and after each of its calls to the outside, lets another go on, and looks at what shows. */
    private static void killedEverywhere(Function<DealFixture, QueuedMessage> prepare, java.util.function.Consumer<DealFixture> check) {
        int cuts = 0;
        for (int call = 1; ; call++) {
            boolean reached = false;
            for (CrashPoint cut : List.of(CrashPoint.before(call), CrashPoint.after(call))) {
                try (DealFixture fixture = new DealFixture()) {
                    QueuedMessage message = prepare.apply(fixture);
                    try {
                        fixture.worker(cut).process(List.of(message));
                    } catch (CrashPoint.Killed killed) {
                        cuts++;
                    }
                    reached |= cut.hasKilled();
                    fixture.clock.advance(Duration.ofMinutes(10));
                    assertTrue(fixture.isDone(DealFixture.message(message.body(), 2)));
                    check.accept(fixture);
                    assertTrue(fixture.isDone(DealFixture.message(message.body(), 3)));
                    check.accept(fixture);
                }
            }
            if (!reached) {
                assertTrue(cuts >= 20, "only " + cuts + " cuts");
                return;
            }
        }
    }

    @Test
    void aDealThatHasLeftTheStageGetsNoLink() {
        fixture.dealToInvoice(150);
        fixture.seller("{'status_id':47873531,'webhook':'none'}");
        assertTrue(fixture.isDone(fixture.message(fixture.change("1"))));
        assertNoCalls();
    }

    @Test
    void aDealThatIsDeletedOrWasNeverThereLeavesOnlyALogLine() {
        assertTrue(fixture.isDone(fixture.message(fixture.change("1"))));
        fixture.dealToInvoice(150);
        fixture.delete();
        assertTrue(fixture.isDone(fixture.message(fixture.change("2"))));
        assertEquals(List.of(), fixture.links());
        assertEquals(List.of(), fixture.notes());
    }

    @Test
    void missingFieldsAreReportedOncePerChange() {
        fixture.seller("{'status_id':" + DealFixture.INVOICE + ",'price':0,'webhook':'none'}");
        StageChange change = fixture.change("1700000000");
        assertTrue(fixture.isDone(fixture.message(change)));
        assertTrue(fixture.isDone(fixture.message(change)));
        assertEquals(1, fixture.notes().size());
        assertTrue(fixture.notes().get(0).startsWith("No payment link was created: an amount above zero in the deal's Sale field"
                + " and an email address on the main contact's card is needed."), fixture.notes().get(0));

        fixture.clock.advance(Duration.ofMinutes(5));
        fixture.seller("{'price':10,'webhook':'none'}");
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700000300"))));
        assertTrue(fixture.notes().get(1).contains("created: an email address"), fixture.notes().get(1));

        fixture.clock.advance(Duration.ofMinutes(5));
        fixture.dealToInvoice(10);
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700000600"))));
        assertTrue(fixture.notes().get(2).startsWith("Payment link for 10.00 USD"));
        assertEquals(1, fixture.links().size());
    }

    @Test
    void anAddressThatIsNoneIsMissing() {
        fixture.dealToInvoice(150);
        fixture.seller("{'email':'ask the customer','webhook':'none'}");
        assertTrue(fixture.isDone(fixture.message(fixture.change("1"))));
        assertTrue(fixture.notes().get(0).contains("an email address"));
    }

    @Test
    void theSameAmountUsesTheOpenLinkAndShowsNothing() {
        Payment payment = invoiced(150);
        fixture.clock.advance(Duration.ofMinutes(10));
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700000600"))));
        assertEquals(List.of(payment.id()), fixture.links().stream().map(Payment::id).toList());
        assertEquals(1, fixture.notes().size());
    }

    @Test
    void anotherAmountClosesTheOldLinkAndCreatesANewOne() {
        Payment first = invoiced(150);
        fixture.clock.advance(Duration.ofSeconds(3));
        fixture.dealToInvoice(200);
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700000000"))), "even within the second that Kommo tells");
        assertEquals(List.of(PaymentStatus.CANCELLED, PaymentStatus.PENDING), fixture.links().stream().map(Payment::status).toList());
        assertTrue(fixture.provider.closed.contains(first.id()));
        assertTrue(fixture.notes().get(1).contains("It replaces the one for 150.00 USD"), fixture.notes().get(1));
    }

    @Test
    void aLinkPaidMeanwhileIsNotReplaced() {
        Payment payment = invoiced(150);
        fixture.provider.paid.put(payment.id(), payment.terms().amount());
        fixture.clock.advance(Duration.ofMinutes(10));
        fixture.dealToInvoice(200);
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700000600"))));
        assertEquals(List.of(PaymentStatus.COMPLETED), fixture.links().stream().map(Payment::status).toList());
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", payment.id())));
        assertEquals(DealFixture.WON, fixture.stage());
    }

    @Test
    void aLinkWhoseClosingIsUnclearIsNotReplacedYet() {
        invoiced(150);
        fixture.provider.closes = false;
        fixture.clock.advance(Duration.ofMinutes(10));
        fixture.dealToInvoice(200);
        QueuedMessage message = fixture.message(fixture.change("1700000600"));
        assertFalse(fixture.isDone(message));
        assertEquals(1, fixture.links().size());
        fixture.provider.closes = true;
        assertTrue(fixture.isDone(message));
        assertEquals(2, fixture.links().size());
    }

    @Test
    void aPaidDealThatIsReopenedGetsALinkOfItsOwn() {
        Payment payment = invoiced(150);
        fixture.raise(payment, PaymentStatus.COMPLETED);
        fixture.isDone(fixture.eventMessage("payment.completed", payment.id()));
        fixture.clock.advance(Duration.ofDays(2));
        fixture.dealToInvoice(150);
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700172800"))));
        assertEquals(2, fixture.links().size());
        assertEquals(3, fixture.notes().size());
    }

    @Test
    void anExpiredLinkIsReportedAndReplacedOnRequest() {
        Payment payment = invoiced(150);
        fixture.clock.advance(Duration.ofHours(25));
        fixture.raise(payment, PaymentStatus.EXPIRED);
        assertTrue(fixture.isDone(fixture.eventMessage("payment.expired", payment.id())));
        assertTrue(fixture.isDone(fixture.eventMessage("payment.expired", payment.id())));
        assertTrue(fixture.notes().get(1).startsWith("The payment link for 150.00 USD expired unpaid."));
        assertEquals(2, fixture.notes().size());
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700090000"))));
        assertEquals(PaymentStatus.PENDING, fixture.links().get(1).status());
    }

    @Test
    void aFailedPaymentIsReportedUnlessItWasPaidMeanwhile() {
        Payment payment = invoiced(150);
        fixture.raise(payment, PaymentStatus.FAILED);
        assertTrue(fixture.isDone(fixture.eventMessage("payment.failed", payment.id())));
        assertTrue(fixture.notes().get(1).startsWith("The payment of 150.00 USD did not succeed: There is not enough money"));
        fixture.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(fixture.isDone(fixture.eventMessage("payment.failed", payment.id())));
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", payment.id())));
        assertEquals(3, fixture.notes().size());
        assertFalse(fixture.notes().get(2).contains("payment arrived after"));
        assertEquals(DealFixture.WON, fixture.stage());
    }

    @Test
    void aLateFailureIsNotReported() {
        Payment payment = invoiced(150);
        fixture.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(fixture.isDone(fixture.eventMessage("payment.failed", payment.id())));
        assertEquals(1, fixture.notes().size());
    }

    @Test
    void moneyForAnOldLinkWinsTheDealAndClosesTheNewLink() {
        Payment old = invoiced(150);
        fixture.clock.advance(Duration.ofMinutes(10));
        fixture.dealToInvoice(200);
        fixture.isDone(fixture.message(fixture.change("1700000600")));
        fixture.raise(old, PaymentStatus.COMPLETED);
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", old.id())));
        assertEquals(DealFixture.WON, fixture.stage());
        assertEquals(List.of(PaymentStatus.COMPLETED, PaymentStatus.CANCELLED), fixture.links().stream().map(Payment::status).toList());
        assertTrue(fixture.notes().get(2).contains("The payment arrived after the link had expired or was cancelled."));
    }

    @Test
    void aLostDealStaysLostAndGetsANote() {
        Payment payment = invoiced(150);
        fixture.seller("{'status_id':143,'webhook':'none'}");
        fixture.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", payment.id())));
        assertEquals(DealFixture.LOST, fixture.stage());
        assertTrue(fixture.notes().get(1).contains("closed as lost and stays lost"));
        assertEquals(0, fixture.calls("patch"));
    }

    @Test
    void aDealThatIsWonAlreadyIsNotMovedButGetsItsNote() {
        Payment payment = invoiced(150);
        fixture.seller("{'status_id':142,'webhook':'none'}");
        fixture.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", payment.id())));
        assertEquals(0, fixture.calls("patch"));
        assertTrue(fixture.notes().get(1).contains("already won"));
    }

    @Test
    void eventsOfPaymentsWithoutADealAreDropped() {
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", "kommo_999")));
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", "kommo_" + fixture.lead + "_" + "a".repeat(26))));
        assertTrue(fixture.isDone(fixture.eventMessage("payment.completed", "pay_" + "a".repeat(26))));
        assertTrue(fixture.isDone(fixture.eventMessage("payment.created", "")));
    }

    @Test
    void aRejectionByTheProviderIsReported() {
        fixture.dealToInvoice(150);
        fixture.provider.instead = Optional.of(new LinkCreator.Refused(new Failure("refused", "This account may not take USD.")));
        StageChange change = fixture.change("1700000000");
        assertTrue(fixture.isDone(fixture.message(change)));
        assertTrue(fixture.isDone(fixture.message(change)));
        Payment refused = fixture.links().get(0);
        assertEquals(PaymentStatus.FAILED, refused.status());
        assertTrue(fixture.isDone(fixture.eventMessage("payment.failed", refused.id())));
        assertEquals(1, fixture.notes().size());
        assertTrue(fixture.notes().get(0).startsWith("No payment link was created: This account may not take USD."), fixture.notes().get(0));
    }

    @Test
    void anUnsupportedCurrencyIsReportedInANote() {
        fixture.settings.currency = "SLE";
        fixture.dealToInvoice(150);
        assertTrue(fixture.isDone(fixture.message(fixture.change("1"))));
        assertTrue(fixture.notes().get(0).contains("flutterwave does not support SLE"), fixture.notes().get(0));
    }

    @Test
    void aCreationThatStaysUnclearIsGivenUpForANewOne() {
        fixture.dealToInvoice(150);
        fixture.provider.instead = Optional.of(new LinkCreator.Unknown("did not answer"));
        QueuedMessage message = fixture.message(fixture.change("1700000000"));
        for (int attempt = 1; attempt <= 5; attempt++) {
            assertFalse(fixture.isDone(DealFixture.message(message.body(), attempt)));
            fixture.clock.advance(Duration.ofMinutes(1));
        }
        assertEquals(List.of(PaymentStatus.CANCELLED), fixture.links().stream().map(Payment::status).toList());
        fixture.provider.instead = Optional.empty();
        assertTrue(fixture.isDone(DealFixture.message(message.body(), 6)));
        assertEquals(List.of(PaymentStatus.CANCELLED, PaymentStatus.PENDING), fixture.links().stream().map(Payment::status).toList());
        assertEquals(1, fixture.notes().size());
    }

    @Test
    void aNoteWhoseAnswerWasLostIsNotPostedAgain() {
        fixture.dealToInvoice(150);
        fixture.injectFault("{'calls':'timeout','operation':'note','times':1,'delayMillis':10}");
        QueuedMessage message = fixture.message(fixture.change("1700000000"));
        assertFalse(fixture.isDone(message));
        assertTrue(fixture.isDone(message));
        assertEquals(1, fixture.notes().size());
        assertEquals(1, fixture.calls("note"));
        assertEquals(1, fixture.calls("notes"));
    }

    @Test
    void status429StopsTheRestOfTheBatchAndDelaysIt() {
        fixture.dealToInvoice(150);
        fixture.injectFault("{'calls':'429','times':1}");
        QueuedMessage first = fixture.message(fixture.change("1"));
        QueuedMessage second = fixture.eventMessage("payment.completed", "kommo_1_" + "a".repeat(26));
        assertEquals(List.of(first.messageId(), second.messageId()), fixture.worker(CrashPoint.never()).process(List.of(first, second)));
        assertEquals(2, fixture.redeliveries.size());
        assertTrue(fixture.isDone(first));
        assertEquals(1, fixture.notes().size());
    }

    @Test
    void eachAttemptIsRetriedWithALongerDelay() {
        fixture.dealToInvoice(150);
        fixture.injectFault("{'calls':'500','times':4}");
        for (int attempt : new int[] {1, 2, 3, 20}) {
            assertFalse(fixture.isDone(DealFixture.message(fixture.change("1").message(DealFixture.ACCOUNT), attempt)));
        }
        assertEquals(List.of(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMinutes(15)), fixture.redeliveries);
    }

    @Test
    void aBlockedWorkerMakesNoFurtherRequest() {
        fixture.dealToInvoice(150);
        fixture.injectFault("{'calls':'403','times':1}");
        DealQueueConsumer worker = fixture.worker(CrashPoint.never());
        QueuedMessage message = fixture.message(fixture.change("1"));
        assertEquals(1, worker.process(List.of(message)).size());
        int calls = fixture.calls("lead");
        assertEquals(2, worker.process(List.of(message, fixture.message(fixture.change("2")))).size());
        assertEquals(calls, fixture.calls("lead"));
        assertTrue(fixture.redeliveries.stream().allMatch(delay -> delay.compareTo(Duration.ofMinutes(14)) > 0), fixture.redeliveries.toString());
        fixture.clock.advance(Duration.ofMinutes(15));
        assertEquals(0, worker.process(List.of(message)).size());
        assertTrue(fixture.calls("lead") > calls);
    }

    @Test
    void anUnknownMessageIsRedeliveredUntilItIsDeadLettered() {
        for (String body : List.of("", "no json", "{}", "[1]", "{\"lead\":\"x\"}", "{\"lead\":1,\"status\":2}")) {
            assertFalse(fixture.isDone(DealFixture.message(body, 1)), body);
        }
    }

    @Test
    void aFailedMessageDoesNotBlockOthers() {
        fixture.dealToInvoice(150);
        QueuedMessage malformed = DealFixture.message("{}", 1);
        QueuedMessage valid = fixture.message(fixture.change("1"));
        assertEquals(List.of(malformed.messageId()), fixture.worker(CrashPoint.never()).process(List.of(malformed, valid)));
        assertEquals(1, fixture.notes().size());
    }

    private Payment invoiced(long price) {
        fixture.dealToInvoice(price);
        assertTrue(fixture.isDone(fixture.message(fixture.change("1700000000"))));
        return fixture.links().get(0);
    }

    private void assertNoCalls() {
        assertEquals(List.of(), fixture.links());
        assertEquals(List.of(), fixture.notes());
        assertEquals(Map.of(), fixture.provider.created);
    }

    private static long atOnce(int times, Callable<Boolean> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                results.add(threads.submit(work));
            }
            long done = 0;
            for (Future<Boolean> result : results) {
                done += result.get() ? 1 : 0;
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }
}
