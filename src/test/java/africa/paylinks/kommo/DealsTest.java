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

class DealsTest {

    private final DealFixture world = new DealFixture();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aDealThatComesIntoTheInvoiceStageGetsItsLinkInANote() {
        world.dealToInvoice(150);
        assertTrue(world.isDone(world.message(world.change("1700000000"))));

        Payment payment = world.links().get(0);
        assertAll(
                () -> assertEquals(1, world.links().size()),
                () -> assertTrue(payment.id().matches("kommo_" + world.lead + "_[a-z2-7]{26}"), payment.id()),
                () -> assertEquals("150.00 USD", payment.terms().amount().toString()),
                () -> assertEquals("ada@example.com", payment.terms().customer().email().orElseThrow()),
                () -> assertEquals("+2348012345678", payment.terms().customer().phone().orElseThrow()),
                () -> assertEquals(Map.of("kommo_lead_id", Long.toString(world.lead)), payment.terms().metadata()),
                () -> assertEquals("Invoice #" + world.lead, payment.terms().description().orElseThrow()),
                () -> assertEquals(1, world.notes().size()),
                () -> assertTrue(world.notes().get(0).startsWith("Payment link for 150.00 USD: https://pay.example/" + payment.id() + "\n")),
                () -> assertEquals(DealFixture.INVOICE, world.stage()));
    }

    @Test
    void aPaidLinkWinsTheDealAndSaysByWhat() {
        Payment payment = invoiced(150);
        world.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(world.isDone(world.news("payment.completed", payment.id())));

        assertEquals(DealFixture.WON, world.stage());
        assertEquals("Paid: 150.00 USD by mobilemoneygh (flutterwave). Reference: FLW-MOCK-1\n[Paylinks paid " + payment.id() + "]",
                world.notes().get(1));
    }

    @Test
    void aPriceThatChangedMeanwhileDoesNotMatter() {
        Payment payment = invoiced(150);
        world.seller("{'price':999,'webhook':'none'}");
        world.raise(payment, PaymentStatus.COMPLETED);
        world.isDone(world.news("payment.completed", payment.id()));
        assertEquals(DealFixture.WON, world.stage());
        assertTrue(world.notes().get(1).startsWith("Paid: 150.00 USD"), world.notes().get(1));
    }

    @Tag("slow")
    @Test
    void theSameWebhookTwentyTimesAtOnceAndAnHourLaterMakesOneLinkAndOneNote() throws Exception {
        world.dealToInvoice(150);
        for (boolean exact : new boolean[] {true, false}) {
            StageChange change = new StageChange(world.lead, DealFixture.INVOICE, "moment", exact, world.clock.instant());
            assertEquals(20, atOnce(20, () -> world.isDone(world.message(change))));
            world.clock.advance(Duration.ofHours(1));
            assertTrue(world.isDone(world.message(
                    new StageChange(world.lead, DealFixture.INVOICE, "moment", exact, world.clock.instant()))));
        }
        assertEquals(1, world.links().size());
        assertEquals(1, world.provider.created.size());
        assertEquals(1, world.notes().size());
    }

    @Tag("slow")
    @Test
    void theSameNewsTwentyTimesAtOnceAndAnHourLaterMakesOneMoveAndOneNote() throws Exception {
        Payment payment = invoiced(150);
        world.raise(payment, PaymentStatus.COMPLETED);
        assertEquals(20, atOnce(20, () -> world.isDone(world.news("payment.completed", payment.id()))));
        world.clock.advance(Duration.ofHours(1));
        world.seller("{'status_id':" + DealFixture.INVOICE + ",'webhook':'none'}");
        assertTrue(world.isDone(world.news("payment.completed", payment.id())));
        assertEquals(DealFixture.INVOICE, world.stage(), "what a seller moved back is not moved again");
        assertEquals(1, world.calls("patch"));
        assertEquals(2, world.notes().size());
    }

    @Tag("slow")
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

    @Tag("slow")
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

    @Tag("slow")
    @Test
    void aWorkerKilledAnywhereOnTheWayFromThePaymentLeavesOneMoveAndOneNote() {
        killedEverywhere(killed -> {
            killed.dealToInvoice(150);
            killed.isDone(killed.message(killed.change("1700000000")));
            killed.raise(killed.links().get(0), PaymentStatus.COMPLETED);
            return killed.news("payment.completed", killed.links().get(0).id());
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
                try (DealFixture world = new DealFixture()) {
                    QueuedMessage message = prepare.apply(world);
                    try {
                        world.worker(cut).work(List.of(message));
                    } catch (CrashPoint.Killed killed) {
                        cuts++;
                    }
                    reached |= cut.hasKilled();
                    world.clock.advance(Duration.ofMinutes(10));
                    assertTrue(world.isDone(DealFixture.message(message.body(), 2)));
                    check.accept(world);
                    assertTrue(world.isDone(DealFixture.message(message.body(), 3)));
                    check.accept(world);
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
        world.dealToInvoice(150);
        world.seller("{'status_id':47873531,'webhook':'none'}");
        assertTrue(world.isDone(world.message(world.change("1"))));
        assertNothingHappened();
    }

    @Test
    void aDealThatIsDeletedOrWasNeverThereLeavesOnlyALogLine() {
        assertTrue(world.isDone(world.message(world.change("1"))));
        world.dealToInvoice(150);
        world.delete();
        assertTrue(world.isDone(world.message(world.change("2"))));
        assertEquals(List.of(), world.links());
        assertEquals(List.of(), world.notes());
    }

    @Test
    void whatIsMissingIsToldOncePerChange() {
        world.seller("{'status_id':" + DealFixture.INVOICE + ",'price':0,'webhook':'none'}");
        StageChange change = world.change("1700000000");
        assertTrue(world.isDone(world.message(change)));
        assertTrue(world.isDone(world.message(change)));
        assertEquals(1, world.notes().size());
        assertTrue(world.notes().get(0).startsWith("No payment link was created: an amount above zero in the deal's Sale field"
                + " and an email address on the main contact's card is needed."), world.notes().get(0));

        world.clock.advance(Duration.ofMinutes(5));
        world.seller("{'price':10,'webhook':'none'}");
        assertTrue(world.isDone(world.message(world.change("1700000300"))));
        assertTrue(world.notes().get(1).contains("created: an email address"), world.notes().get(1));

        world.clock.advance(Duration.ofMinutes(5));
        world.dealToInvoice(10);
        assertTrue(world.isDone(world.message(world.change("1700000600"))));
        assertTrue(world.notes().get(2).startsWith("Payment link for 10.00 USD"));
        assertEquals(1, world.links().size());
    }

    @Test
    void anAddressThatIsNoneIsMissing() {
        world.dealToInvoice(150);
        world.seller("{'email':'ask the customer','webhook':'none'}");
        assertTrue(world.isDone(world.message(world.change("1"))));
        assertTrue(world.notes().get(0).contains("an email address"));
    }

    @Test
    void theSameAmountUsesTheOpenLinkAndShowsNothing() {
        Payment payment = invoiced(150);
        world.clock.advance(Duration.ofMinutes(10));
        assertTrue(world.isDone(world.message(world.change("1700000600"))));
        assertEquals(List.of(payment.id()), world.links().stream().map(Payment::id).toList());
        assertEquals(1, world.notes().size());
    }

    @Test
    void anotherAmountClosesTheOldLinkAndMakesANewOne() {
        Payment first = invoiced(150);
        world.clock.advance(Duration.ofSeconds(3));
        world.dealToInvoice(200);
        assertTrue(world.isDone(world.message(world.change("1700000000"))), "even within the second that Kommo tells");
        assertEquals(List.of(PaymentStatus.CANCELLED, PaymentStatus.PENDING), world.links().stream().map(Payment::status).toList());
        assertTrue(world.provider.closed.contains(first.id()));
        assertTrue(world.notes().get(1).contains("It replaces the one for 150.00 USD"), world.notes().get(1));
    }

    @Test
    void aLinkThatWasPaidMeanwhileIsNotReplaced() {
        Payment payment = invoiced(150);
        world.provider.paid.put(payment.id(), payment.terms().amount());
        world.clock.advance(Duration.ofMinutes(10));
        world.dealToInvoice(200);
        assertTrue(world.isDone(world.message(world.change("1700000600"))));
        assertEquals(List.of(PaymentStatus.COMPLETED), world.links().stream().map(Payment::status).toList());
        assertTrue(world.isDone(world.news("payment.completed", payment.id())));
        assertEquals(DealFixture.WON, world.stage());
    }

    @Test
    void aLinkWhoseClosingIsUnclearIsNotReplacedYet() {
        invoiced(150);
        world.provider.closes = false;
        world.clock.advance(Duration.ofMinutes(10));
        world.dealToInvoice(200);
        QueuedMessage message = world.message(world.change("1700000600"));
        assertFalse(world.isDone(message));
        assertEquals(1, world.links().size());
        world.provider.closes = true;
        assertTrue(world.isDone(message));
        assertEquals(2, world.links().size());
    }

    @Test
    void aPaidDealThatIsReopenedGetsALinkOfItsOwn() {
        Payment payment = invoiced(150);
        world.raise(payment, PaymentStatus.COMPLETED);
        world.isDone(world.news("payment.completed", payment.id()));
        world.clock.advance(Duration.ofDays(2));
        world.dealToInvoice(150);
        assertTrue(world.isDone(world.message(world.change("1700172800"))));
        assertEquals(2, world.links().size());
        assertEquals(3, world.notes().size());
    }

    @Test
    void anExpiredLinkIsToldAndReplacedOnRequest() {
        Payment payment = invoiced(150);
        world.clock.advance(Duration.ofHours(25));
        world.raise(payment, PaymentStatus.EXPIRED);
        assertTrue(world.isDone(world.news("payment.expired", payment.id())));
        assertTrue(world.isDone(world.news("payment.expired", payment.id())));
        assertTrue(world.notes().get(1).startsWith("The payment link for 150.00 USD expired unpaid."));
        assertEquals(2, world.notes().size());
        assertTrue(world.isDone(world.message(world.change("1700090000"))));
        assertEquals(PaymentStatus.PENDING, world.links().get(1).status());
    }

    @Test
    void aFailedPaymentIsToldUnlessItWasPaidMeanwhile() {
        Payment payment = invoiced(150);
        world.raise(payment, PaymentStatus.FAILED);
        assertTrue(world.isDone(world.news("payment.failed", payment.id())));
        assertTrue(world.notes().get(1).startsWith("The payment of 150.00 USD did not succeed: There is not enough money"));
        world.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(world.isDone(world.news("payment.failed", payment.id())));
        assertTrue(world.isDone(world.news("payment.completed", payment.id())));
        assertEquals(3, world.notes().size());
        assertFalse(world.notes().get(2).contains("payment arrived after"));
        assertEquals(DealFixture.WON, world.stage());
    }

    @Test
    void aLateFailureIsNotTold() {
        Payment payment = invoiced(150);
        world.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(world.isDone(world.news("payment.failed", payment.id())));
        assertEquals(1, world.notes().size());
    }

    @Test
    void moneyForAnOldLinkWinsTheDealAndClosesTheNewLink() {
        Payment old = invoiced(150);
        world.clock.advance(Duration.ofMinutes(10));
        world.dealToInvoice(200);
        world.isDone(world.message(world.change("1700000600")));
        world.raise(old, PaymentStatus.COMPLETED);
        assertTrue(world.isDone(world.news("payment.completed", old.id())));
        assertEquals(DealFixture.WON, world.stage());
        assertEquals(List.of(PaymentStatus.COMPLETED, PaymentStatus.CANCELLED), world.links().stream().map(Payment::status).toList());
        assertTrue(world.notes().get(2).contains("The payment arrived after the link had expired or was cancelled."));
    }

    @Test
    void aLostDealStaysLostAndGetsANote() {
        Payment payment = invoiced(150);
        world.seller("{'status_id':143,'webhook':'none'}");
        world.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(world.isDone(world.news("payment.completed", payment.id())));
        assertEquals(DealFixture.LOST, world.stage());
        assertTrue(world.notes().get(1).contains("closed as lost and stays lost"));
        assertEquals(0, world.calls("patch"));
    }

    @Test
    void aDealThatIsWonAlreadyIsNotMovedButGetsItsNote() {
        Payment payment = invoiced(150);
        world.seller("{'status_id':142,'webhook':'none'}");
        world.raise(payment, PaymentStatus.COMPLETED);
        assertTrue(world.isDone(world.news("payment.completed", payment.id())));
        assertEquals(0, world.calls("patch"));
        assertTrue(world.notes().get(1).contains("already won"));
    }

    @Test
    void newsOfPaymentsThatAreNotOfADealIsDropped() {
        assertTrue(world.isDone(world.news("payment.completed", "kommo_999")));
        assertTrue(world.isDone(world.news("payment.completed", "kommo_" + world.lead + "_" + "a".repeat(26))));
        assertTrue(world.isDone(world.news("payment.completed", "pay_" + "a".repeat(26))));
        assertTrue(world.isDone(world.news("payment.created", "")));
    }

    @Test
    void aRefusalOfTheProviderIsTold() {
        world.dealToInvoice(150);
        world.provider.instead = Optional.of(new LinkCreator.Refused(new Failure("refused", "This account may not take USD.")));
        StageChange change = world.change("1700000000");
        assertTrue(world.isDone(world.message(change)));
        assertTrue(world.isDone(world.message(change)));
        Payment refused = world.links().get(0);
        assertEquals(PaymentStatus.FAILED, refused.status());
        assertTrue(world.isDone(world.news("payment.failed", refused.id())));
        assertEquals(1, world.notes().size());
        assertTrue(world.notes().get(0).startsWith("No payment link was created: This account may not take USD."), world.notes().get(0));
    }

    @Test
    void aCurrencyThatTheProviderDoesNotTakeIsTold() {
        world.settings.currency = "SLE";
        world.dealToInvoice(150);
        assertTrue(world.isDone(world.message(world.change("1"))));
        assertTrue(world.notes().get(0).contains("flutterwave does not support SLE"), world.notes().get(0));
    }

    @Test
    void aCreationThatStaysUnclearIsGivenUpForANewOne() {
        world.dealToInvoice(150);
        world.provider.instead = Optional.of(new LinkCreator.Unknown("did not answer"));
        QueuedMessage message = world.message(world.change("1700000000"));
        for (int attempt = 1; attempt <= 5; attempt++) {
            assertFalse(world.isDone(DealFixture.message(message.body(), attempt)));
            world.clock.advance(Duration.ofMinutes(1));
        }
        assertEquals(List.of(PaymentStatus.CANCELLED), world.links().stream().map(Payment::status).toList());
        world.provider.instead = Optional.empty();
        assertTrue(world.isDone(DealFixture.message(message.body(), 6)));
        assertEquals(List.of(PaymentStatus.CANCELLED, PaymentStatus.PENDING), world.links().stream().map(Payment::status).toList());
        assertEquals(1, world.notes().size());
    }

    @Test
    void aNoteWhoseAnswerWasLostIsNotPostedAgain() {
        world.dealToInvoice(150);
        world.misbehave("{'calls':'timeout','operation':'note','times':1,'delayMillis':10}");
        QueuedMessage message = world.message(world.change("1700000000"));
        assertFalse(world.isDone(message));
        assertTrue(world.isDone(message));
        assertEquals(1, world.notes().size());
        assertEquals(1, world.calls("note"));
        assertEquals(1, world.calls("notes"));
    }

    @Test
    void tooManyRequestsStopTheRestOfTheBatchAndComeAgainLater() {
        world.dealToInvoice(150);
        world.misbehave("{'calls':'429','times':1}");
        QueuedMessage first = world.message(world.change("1"));
        QueuedMessage second = world.news("payment.completed", "kommo_1_" + "a".repeat(26));
        assertEquals(List.of(first.messageId(), second.messageId()), world.worker(CrashPoint.never()).work(List.of(first, second)));
        assertEquals(2, world.comeAgain.size());
        assertTrue(world.isDone(first));
        assertEquals(1, world.notes().size());
    }

    @Test
    void eachAttemptComesAgainLater() {
        world.dealToInvoice(150);
        world.misbehave("{'calls':'500','times':4}");
        for (int attempt : new int[] {1, 2, 3, 20}) {
            assertFalse(world.isDone(DealFixture.message(world.change("1").message(DealFixture.ACCOUNT), attempt)));
        }
        assertEquals(List.of(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMinutes(15)), world.comeAgain);
    }

    @Test
    void aBlockedWorkerMakesNoFurtherRequest() {
        world.dealToInvoice(150);
        world.misbehave("{'calls':'403','times':1}");
        DealQueueConsumer worker = world.worker(CrashPoint.never());
        QueuedMessage message = world.message(world.change("1"));
        assertEquals(1, worker.work(List.of(message)).size());
        int calls = world.calls("lead");
        assertEquals(2, worker.work(List.of(message, world.message(world.change("2")))).size());
        assertEquals(calls, world.calls("lead"));
        assertTrue(world.comeAgain.stream().allMatch(delay -> delay.compareTo(Duration.ofMinutes(14)) > 0), world.comeAgain.toString());
    }

    @Test
    void aMessageThatIsNoneOfOursComesAgainUntilItIsADeadLetter() {
        for (String body : List.of("", "no json", "{}", "[1]", "{\"lead\":\"x\"}", "{\"lead\":1,\"status\":2}")) {
            assertFalse(world.isDone(DealFixture.message(body, 1)), body);
        }
    }

    @Test
    void oneMessageThatFailsDoesNotKeepTheOthersFromBeingDone() {
        world.dealToInvoice(150);
        QueuedMessage bad = DealFixture.message("{}", 1);
        QueuedMessage good = world.message(world.change("1"));
        assertEquals(List.of(bad.messageId()), world.worker(CrashPoint.never()).work(List.of(bad, good)));
        assertEquals(1, world.notes().size());
    }

    private Payment invoiced(long price) {
        world.dealToInvoice(price);
        assertTrue(world.isDone(world.message(world.change("1700000000"))));
        return world.links().get(0);
    }

    private void assertNothingHappened() {
        assertEquals(List.of(), world.links());
        assertEquals(List.of(), world.notes());
        assertEquals(Map.of(), world.provider.created);
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
