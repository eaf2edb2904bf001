package africa.paylinks.refund;

import static africa.paylinks.refund.RefundFixture.json;
import static africa.paylinks.refund.RefundFixture.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.TestTable;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.reconciliation.CheckResult;
import africa.paylinks.reconciliation.RefundReconciler;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refunds that nobody tells of are found among what is due, and leave it when their outcome is known. */
class RefundReconcilerTest {

    private final RefundFixture world = new RefundFixture();
    private final DueIndex index = new DynamoDueIndex(TestTable.client(), TestTable.CONFIG);
    private final String id = world.paid(10000);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aRefundWhoseAnswerWasLostIsDueUntilItIsKnownHowItWent() {
        String refund = undecided("timeout");
        world.clock.advance(Duration.ofMinutes(1));
        DueItem due = due(refund).orElseThrow();
        CheckResult result = new RefundReconciler(world.tracking(), world.clock).check(due, 1);
        assertTrue(result.settled());
        assertEquals(PaymentStatus.REFUNDED, world.payment(id).status());
        assertEquals(Optional.empty(), due(refund));
    }

    @Test
    void aRefundThatItsProviderDoesNotKnowComesAgainLaterAndLater() {
        String refund = undecided("lost");
        RefundReconciler work = new RefundReconciler(world.tracking(), world.clock);
        Duration before = Duration.ZERO;
        for (int turn = 0; turn < 3; turn++) {
            world.clock.advance(Duration.ofMinutes(5));
            CheckResult result = work.check(due(refund).orElseThrow(), 1);
            Duration pause = Duration.between(world.clock.instant(), result.next().orElseThrow());
            assertFalse(result.settled());
            assertTrue(pause.compareTo(before) > 0, pause + " after " + before);
            assertEquals(Optional.empty(), due(refund));
            world.clock.advance(pause);
            before = pause;
        }
    }

    @Test
    void aProviderThatDoesNotAnswerIsSaidNotTo() {
        String refund = undecided("lost");
        world.clock.advance(Duration.ofMinutes(1));
        DueItem due = due(refund).orElseThrow();
        CheckResult result = new RefundReconciler(world.tracking(world.refunds, world.flutterwave.unreachable()), world.clock).check(due, 1);
        assertEquals(CheckResult.Contact.NO_ANSWER, result.contact());
        assertTrue(result.next().orElseThrow().isAfter(world.clock.instant()));
        assertTrue(new RefundReconciler(world.tracking(), world.clock).checkWithoutAsking(due).next().isPresent());
        assertEquals(1, world.flutterwave.refundCalls(id));
    }

    @ParameterizedTest
    @CsvSource({"500, NO_ANSWER", "503, NO_ANSWER", "429, NO_ANSWER", "401, NO_ANSWER", "400, ANSWERED", "404, ANSWERED", "200, ANSWERED"})
    void whatConcernsTheWholeProviderIsNoAnswerForTheBreaker(int status, CheckResult.Contact contact) {
        String refund = undecided("lost");
        world.clock.advance(Duration.ofMinutes(1));
        assertEquals(contact, new RefundReconciler(world.tracking(world.refunds, world.flutterwave.answering(status)), world.clock)
                .check(due(refund).orElseThrow(), 1).contact());
    }

    private String undecided(String kind) {
        world.flutterwave.refunds(kind, 1);
        return json(world.refunding().refund(post(id, ""))).path("id").asText();
    }

    private Optional<DueItem> due(String refund) {
        return IntStream.range(0, DueIndex.SHARDS).boxed()
                .flatMap(shard -> index.page("flutterwave", shard, world.clock.instant(), 1000, Optional.empty()).stream())
                .filter(due -> due.subject().equals(new DueItem.OfRefund(id, refund))).findFirst();
    }
}
