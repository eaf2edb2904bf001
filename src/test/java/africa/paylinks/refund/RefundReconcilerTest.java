package africa.paylinks.refund;

import static africa.paylinks.refund.RefundFixture.json;
import static africa.paylinks.refund.RefundFixture.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.CrashPoint;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.TestTable;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.reconciliation.CheckResult;
import africa.paylinks.reconciliation.RefundReconciler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refunds that nobody tells of are found among what is due, and leave it when their outcome is known. */
class RefundReconcilerTest {

    private final RefundFixture fixture = new RefundFixture();
    private final DueIndex index = new DynamoDueIndex(TestTable.client(), TestTable.CONFIG);
    private final String id = fixture.paid(10000);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aRefundWithoutAResponseIsDueUntilItsOutcomeIsKnown() {
        String refund = undecided("timeout");
        fixture.clock.advance(Duration.ofMinutes(1));
        DueItem due = due(refund).orElseThrow();
        CheckResult result = new RefundReconciler(fixture.tracking(), fixture.clock).check(due, 1);
        assertTrue(result.settled());
        assertEquals(PaymentStatus.REFUNDED, fixture.payment(id).status());
        assertEquals(Optional.empty(), due(refund));
    }

    @Test
    void aRefundUnknownToItsProviderIsRecheckedAtGrowingIntervals() {
        String refund = undecided("lost");
        RefundReconciler work = new RefundReconciler(fixture.tracking(), fixture.clock);
        Duration before = Duration.ZERO;
        for (int turn = 0; turn < 3; turn++) {
            fixture.clock.advance(Duration.ofMinutes(5));
            CheckResult result = work.check(due(refund).orElseThrow(), 1);
            Duration pause = Duration.between(fixture.clock.instant(), result.next().orElseThrow());
            assertFalse(result.settled());
            assertTrue(pause.compareTo(before) > 0, pause + " after " + before);
            assertEquals(Optional.empty(), due(refund));
            fixture.clock.advance(pause);
            before = pause;
        }
        assertEquals(List.of(4L, 4L, 3L), Stream.of(Metric.REFUND_UNRESOLVED, Metric.ATTEMPT, Metric.RETRY).map(fixture.metrics::sum).toList());
    }

    @Test
    void aProviderWithoutAnAnswerCountsAsUnanswered() {
        String refund = undecided("lost");
        fixture.clock.advance(Duration.ofMinutes(1));
        DueItem due = due(refund).orElseThrow();
        CheckResult result = new RefundReconciler(fixture.tracking(fixture.refunds, fixture.flutterwave.unreachable()), fixture.clock).check(due, 1);
        assertEquals(CheckResult.Contact.NO_ANSWER, result.contact());
        assertTrue(result.next().orElseThrow().isAfter(fixture.clock.instant()));
        assertTrue(new RefundReconciler(fixture.tracking(), fixture.clock).checkWithoutAsking(due).next().isPresent());
        assertEquals(1, fixture.flutterwave.refundCalls(id));
    }

    @ParameterizedTest
    @CsvSource({"500, NO_ANSWER", "503, NO_ANSWER", "429, NO_ANSWER", "401, NO_ANSWER", "400, ANSWERED", "404, ANSWERED", "200, ANSWERED"})
    void anErrorOfTheWholeProviderCountsAsNoAnswerForTheBreaker(int status, CheckResult.Contact contact) {
        String refund = undecided("lost");
        fixture.clock.advance(Duration.ofMinutes(1));
        assertEquals(contact, new RefundReconciler(fixture.tracking(fixture.refunds, fixture.flutterwave.answering(status)), fixture.clock)
                .check(due(refund).orElseThrow(), 1).contact());
    }

    @ParameterizedTest
    @CsvSource({"timeout, NO_ANSWER", "lost, NO_ANSWER", "error, NO_ANSWER", "pending, ANSWERED", "reject, ANSWERED"})
    void aRefundThatARunOrdersIsAnsweredIfTheProviderAnswers(String kind, CheckResult.Contact contact) {
        String refund = killedBeforeItIsOrdered();
        fixture.clock.advance(Duration.ofMinutes(1));
        fixture.flutterwave.refunds(kind, 1);
        assertEquals(contact, new RefundReconciler(fixture.tracking(), fixture.clock).check(due(refund).orElseThrow(), 1).contact());
        assertEquals(1, fixture.flutterwave.refundCalls(id));
    }

    private String killedBeforeItIsOrdered() {
        int call = 1;
        while (fixture.refunds.refunds(id).isEmpty()) {
            CrashPoint cut = CrashPoint.after(call++);
            assertThrows(CrashPoint.Killed.class, () -> fixture.refunding(cut).refund(post(id, "")));
        }
        Refund refund = fixture.refunds.refunds(id).get(0);
        assertEquals(Optional.empty(), refund.requestedAt());
        return refund.id();
    }

    private String undecided(String kind) {
        fixture.flutterwave.refunds(kind, 1);
        return json(fixture.refunding().refund(post(id, ""))).path("id").asText();
    }

    private Optional<DueItem> due(String refund) {
        return IntStream.range(0, DueIndex.SHARDS).boxed()
                .flatMap(shard -> index.page("flutterwave", shard, fixture.clock.instant(), 1000, Optional.empty()).stream())
                .filter(due -> due.subject().equals(new DueItem.OfRefund(id, refund))).findFirst();
    }
}
