package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.flutterwave.FlutterwaveFixture;
import africa.paylinks.flutterwave.FlutterwaveProvider;
import africa.paylinks.http.Json;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.refund.ProviderRefunds;
import africa.paylinks.refund.RefundConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Paid payments of a provider with a dashboard are checked a few times, and are not among what is open there. */
class ProviderRefundReconcilerTest {

    private static final List<Duration> USUAL = List.of(Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7));
    private static final String PAID = DueItem.OfPaidPayment.of(FlutterwaveProvider.NAME);
    private static final RefundConfig REFUNDS = new RefundConfig() {
        @Override
        public Duration patience() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration firstCheck() {
            return Duration.ofMinutes(1);
        }
    };

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final FlutterwaveFixture flutterwave = new FlutterwaveFixture(clock);
    private final ReconciliationFixture fixture = new ReconciliationFixture(clock);
    private final PaymentTerms terms = fixture.paidAt(flutterwave);

    @AfterEach
    void close() {
        flutterwave.close();
    }

    @Test
    void aPaidPaymentIsDueADayLaterAndNotAmongTheOpenOnes() {
        assertEquals(Optional.of(day(1)), fixture.nextDue(PAID, day(365)));
        assertEquals(Optional.empty(), fixture.nextDue(FlutterwaveProvider.NAME, day(365)));
    }

    @Test
    void itIsAskedAboutAtTheConfiguredAgesAndNoMore() {
        for (int day : new int[] {1, 3, 7}) {
            assertEquals(Optional.of(day(day)), fixture.nextDue(PAID, day(365)));
            clock.advance(Duration.between(clock.instant(), day(day)));
            assertEquals(1, run(USUAL).questions());
        }
        assertEquals(Optional.empty(), fixture.nextDue(PAID, day(365)));
        assertEquals(3, fixture.metrics.sum(Metric.ATTEMPT) - 1, "and one status call that found it paid");
    }

    @Test
    void aDashboardRefundIsFoundByTheNextCheck() {
        clock.advance(Duration.ofDays(1));
        run(USUAL);
        flutterwave.control("/" + terms.id(), Json.object().put("refund", "dashboard").put("amount", "20.00").put("webhook", "none"));
        clock.advance(Duration.ofDays(2));
        run(USUAL);
        assertEquals(PaymentStatus.PARTIALLY_REFUNDED, fixture.status(terms));
        assertEquals(new Money(2000, "NGN"), fixture.payment(terms).refunded());
        assertEquals(List.of("payment.created", "payment.completed", "payment.refunded"), fixture.published(terms.id()));
    }

    @Test
    void aFullyRefundedPaymentIsNotAskedAboutAgain() {
        flutterwave.control("/" + terms.id(), Json.object().put("refund", "dashboard").put("webhook", "none"));
        clock.advance(Duration.ofDays(1));
        run(USUAL);
        assertEquals(PaymentStatus.REFUNDED, fixture.status(terms));
        clock.advance(Duration.ofDays(2));
        assertEquals(0, run(USUAL).questions());
        assertEquals(Optional.empty(), fixture.nextDue(PAID, day(365)));
    }

    @Test
    void checksMayBeginLaterOrBeDisabled() {
        clock.advance(Duration.ofDays(1));
        assertEquals(0, run(List.of(Duration.ofDays(2))).questions());
        assertEquals(Optional.of(day(2)), fixture.nextDue(PAID, day(365)));
        clock.advance(Duration.ofDays(1));
        assertEquals(0, run(List.of(Duration.ZERO)).questions());
        assertEquals(Optional.empty(), fixture.nextDue(PAID, day(365)));
    }

    @Test
    void anOutagePausesTheChecksAndLosesNone() {
        clock.advance(Duration.ofDays(1));
        FlutterwaveProvider away = flutterwave.unreachable();
        RunSummary unanswered = reconciliation(away, USUAL).runOnce();
        assertEquals(1, unanswered.unanswered());
        Instant again = fixture.nextDue(PAID, day(365)).orElseThrow();
        assertTrue(again.isBefore(day(2)), again.toString());
        flutterwave.control("/" + terms.id(), Json.object().put("refund", "dashboard").put("amount", "20.00").put("webhook", "none"));
        clock.advance(Duration.ofHours(2));
        run(USUAL);
        assertEquals(PaymentStatus.PARTIALLY_REFUNDED, fixture.status(terms));
    }

    private RunSummary run(List<Duration> ages) {
        return reconciliation(flutterwave.provider(), ages).runOnce();
    }

    private Reconciliation reconciliation(FlutterwaveProvider provider, List<Duration> ages) {
        ProviderRegistry registry = new ProviderRegistry(List.of(provider));
        ProviderRefunds refunds = new ProviderRefunds(new DynamoRefundStore(fixture.client, fixture.table, clock, SamplePayments.IDS), registry, REFUNDS,
                clock, fixture.metrics.metrics());
        return new Reconciliation(fixture.index, List.of(new ProviderRefundReconciler(fixture.payments, refunds, () -> ages, clock)),
                (shard, until, isOver) -> 0, fixture.outages, registry, new ThreadTaskRunner(), pause -> { }, clock, Settings.USUAL,
                fixture.metrics.metrics());
    }

    private static Instant day(int number) {
        return SamplePayments.NOW.plus(Duration.ofDays(number));
    }
}
