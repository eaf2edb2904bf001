package africa.paylinks.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoOutageStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flutterwave.FlutterwaveFixture;
import africa.paylinks.flutterwave.FlutterwaveProvider;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.CreationResult;
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
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.refund.RefundConfig;
import africa.paylinks.refund.RefundRecovery;
import africa.paylinks.refund.RefundRecovery.Recovery;
import africa.paylinks.refund.RefundRecovery.Result;
import africa.paylinks.refund.RefundUpdates;
import africa.paylinks.refund.RefundWiring;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The table is restored to a point in time; the provider knows what happened after it. */
@Tag("slow")
class RestoredTableTest {

    private static final RefundConfig CONFIG = new RefundConfig() {
        @Override
        public Duration patience() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration firstCheck() {
            return Duration.ofMinutes(1);
        }
    };

    private final TestTable.Empty table = TestTable.empty();
    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final FlutterwaveFixture flutterwave = new FlutterwaveFixture(clock);
    private final ProviderRegistry providers = new ProviderRegistry(List.of(flutterwave.provider()));
    private final DynamoPaymentStore payments = new DynamoPaymentStore(table.client(), table.config());
    private final DynamoRefundStore refunds = new DynamoRefundStore(table.client(), table.config(), clock, SamplePayments.IDS);
    private final DynamoIdempotencyStore creations = new DynamoIdempotencyStore(table.client(), table.config(), clock, SamplePayments.IDS);
    private final RefundUpdates updates = RefundWiring.tracking(refunds, providers, CONFIG, clock);
    private final RefundRecovery recovery = recovery(providers);

    @AfterEach
    void stop() {
        flutterwave.close();
    }

    @Test
    void whatHappenedAfterTheRestorePointIsFoundAtTheProviderAndNoMoneyMovesTwice() {
        PaymentTerms waiting = opened();
        PaymentTerms neverPaid = opened();
        PaymentTerms paid = completed();
        PaymentTerms refunding = completed();
        Refund requestedLater = ordered(refunding, 1000);
        List<Map<String, AttributeValue>> restorePoint = items();

        flutterwave.pay(waiting);
        reconcileLater();
        updates.check(refunding.id(), requestedLater.id());
        Refund first = ordered(paid, 2000);
        updates.check(paid.id(), first.id());
        Refund second = ordered(paid, 500);
        updates.check(paid.id(), second.id());
        Map<String, String> books = books(waiting, neverPaid, paid, refunding);
        assertEquals(List.of("COMPLETED 0.00", "PENDING 0.00", "PARTIALLY_REFUNDED 25.00", "PARTIALLY_REFUNDED 10.00"),
                List.of(books.get(waiting.id()), books.get(neverPaid.id()), books.get(paid.id()), books.get(refunding.id())));

        restore(restorePoint);
        assertEquals(List.of("PENDING 0.00", "PENDING 0.00", "COMPLETED 0.00", "COMPLETED 0.00"),
                List.of(waiting, neverPaid, paid, refunding).stream().map(terms -> books(terms).get(terms.id())).toList());
        reconcileLater();
        Recovery recovered = recovery.recover(paid.id());

        assertEquals(books, books(waiting, neverPaid, paid, refunding));
        assertEquals(new Recovery(paid.id(), Result.RECOVERED, recovered.refunds()), recovered);
        assertEquals(Set.of(first.id(), second.id()), Set.copyOf(recovered.refunds()));
        assertEquals(List.of(RefundStatus.COMPLETED, RefundStatus.COMPLETED), refunds.refunds(paid.id()).stream().map(Refund::status).toList());
        assertEquals(List.of(2, 1), List.of(flutterwave.refundCalls(paid.id()), flutterwave.refundCalls(refunding.id())));
    }

    @Test
    void aSecondRecoveryChangesNothing() {
        PaymentTerms paid = completed();
        List<Map<String, AttributeValue>> restorePoint = items();
        updates.check(paid.id(), ordered(paid, 2000).id());
        restore(restorePoint);
        assertEquals(1, recovery.recover(paid.id()).refunds().size());
        List<Map<String, AttributeValue>> once = items();
        assertEquals(new Recovery(paid.id(), Result.RECOVERED, List.of()), recovery.recover(paid.id()));
        assertEquals(List.copyOf(once), items());
    }

    @Test
    void aRecoveredRefundCountsAgainstWhatIsLeft() {
        PaymentTerms paid = completed();
        List<Map<String, AttributeValue>> restorePoint = items();
        updates.check(paid.id(), ordered(paid, 4000).id());
        restore(restorePoint);
        recovery.recover(paid.id());
        assertEquals(1000, refunds.refundable(paid.id()).orElseThrow().remaining().minor());
        Refund tooMuch = refund(paid, 2000);
        assertEquals(Optional.empty(), refunds.order(key(), new Fingerprint("f"), tooMuch, refunds.refundable(paid.id()).orElseThrow()));
    }

    @Test
    void aRefundThatIsStillInProgressAtTheProviderIsFollowedToItsEnd() {
        PaymentTerms paid = completed();
        List<Map<String, AttributeValue>> restorePoint = items();
        flutterwave.refunds("pending", 1);
        Refund pending = ordered(paid, 2000);
        updates.check(paid.id(), pending.id());
        restore(restorePoint);
        recovery.recover(paid.id());
        Refund recovered = refunds.find(paid.id(), pending.id()).orElseThrow();
        assertEquals(1, flutterwave.refundCalls(paid.id()));
        assertFalse(recovered.status() == RefundStatus.FAILED);
        assertEquals(3000, refunds.refundable(paid.id()).orElseThrow().remaining().minor());
    }

    @Test
    void aFailedRefundOfTheLostTimeIsNotBooked() {
        PaymentTerms paid = completed();
        List<Map<String, AttributeValue>> restorePoint = items();
        flutterwave.refunds("reject", 1);
        updates.check(paid.id(), ordered(paid, 2000).id());
        restore(restorePoint);
        assertEquals(new Recovery(paid.id(), Result.RECOVERED, List.of()), recovery.recover(paid.id()));
        assertEquals(5000, refunds.refundable(paid.id()).orElseThrow().remaining().minor());
    }

    @Test
    void aPaymentThatIsNotThereOrWhoseProviderDoesNotAnswerIsReportedAsSuch() {
        assertEquals(Result.NOT_FOUND, recovery.recover("pay_nobody").result());
        PaymentTerms paid = completed();
        assertEquals(Result.NO_ANSWER, recovery(new ProviderRegistry(List.of(flutterwave.unreachable()))).recover(paid.id()).result());
        assertEquals(Result.NOT_SUPPORTED, recovery(new ProviderRegistry(List.of())).recover(paid.id()).result());
    }

    @Test
    void aPaymentThatWasPaidAndRefundedAfterTheRestorePointIsBothAgain() {
        PaymentTerms later = opened();
        List<Map<String, AttributeValue>> restorePoint = items();
        flutterwave.pay(later);
        reconcileLater();
        updates.check(later.id(), ordered(later, 2000).id());
        Map<String, String> books = books(later);
        restore(restorePoint);
        recovery.recover(later.id());
        assertEquals(books, books(later));
        assertEquals(1, flutterwave.refundCalls(later.id()));
    }

    private RefundRecovery recovery(ProviderRegistry asked) {
        return new RefundRecovery(refunds, updates, statusCheck(asked), asked, clock);
    }

    private StatusCheck statusCheck(ProviderRegistry asked) {
        return new StatusCheck(payments, new DynamoReportedTransactions(table.client(), table.config()), asked, clock, RecordedMetrics.checked());
    }

    private void reconcileLater() {
        clock.advance(Duration.ofMinutes(10));
        TestTable.settle();
        StatusCheck statusCheck = statusCheck(providers);
        Settings settings = Settings.USUAL;
        new Reconciliation(new DynamoDueIndex(table.client(), table.config()),
                List.of(new PaymentReconciler(payments, providers, statusCheck, clock, settings, RecordedMetrics.checked(), charge -> true), new RefundReconciler(updates, clock)),
                (shard, until, isOver) -> 0, new DynamoOutageStore(table.client(), table.config()), providers, new ThreadTaskRunner(), clock::advance,
                clock, settings, RecordedMetrics.checked()).runOnce();
    }

    private PaymentTerms opened() {
        PaymentTerms sample = SamplePayments.terms("shop", new Money(5000, "NGN"), clock.instant());
        PaymentTerms terms = new PaymentTerms(sample.id(), "shop", sample.orderId(), FlutterwaveProvider.NAME, PaymentMethod.CARD, sample.amount(),
                sample.customer(), sample.description(), sample.redirectUrl(), sample.metadata(), sample.createdAt(), sample.expiresAt());
        Reservation.Started started = (Reservation.Started) creations.reserve(key(), new Fingerprint("f"), terms);
        creations.complete(started.token(), new CreationResult(terms.id(), terms.provider(), PaymentStatus.PENDING,
                Optional.of(new PaymentInstructions(flutterwave.link(terms), Optional.empty(), Optional.empty())), Optional.empty(), Optional.empty(),
                clock.instant()), new StoredAnswer(201, Map.of(), "{}"));
        return terms;
    }

    private PaymentTerms completed() {
        PaymentTerms terms = opened();
        payments.raise(new StatusEvent(terms.id(), terms.provider(), PaymentStatus.COMPLETED, Cause.WEBHOOK, clock.instant(), Optional.of(terms.amount()),
                Optional.of(flutterwave.pay(terms)), Optional.empty(), Map.of()));
        return terms;
    }

    private Refund ordered(PaymentTerms terms, long minor) {
        Refund refund = refund(terms, minor);
        refunds.order(key(), new Fingerprint("f"), refund, refunds.refundable(terms.id()).orElseThrow()).orElseThrow();
        return refund;
    }

    private Refund refund(PaymentTerms terms, long minor) {
        return Refund.ordered(SamplePayments.IDS.next("ref"), terms, new Money(minor, "NGN"), Optional.empty(), clock.instant(),
                clock.instant().plusSeconds(60));
    }

    private static IdempotencyKey key() {
        return new IdempotencyKey("shop", UUID.randomUUID().toString());
    }

    private Map<String, String> books(PaymentTerms... all) {
        Map<String, String> books = new TreeMap<>();
        for (PaymentTerms terms : all) {
            Payment payment = payments.find(terms.id()).orElseThrow();
            books.put(terms.id(), payment.status() + " " + payment.refunded().majorText());
        }
        return books;
    }

    private List<Map<String, AttributeValue>> items() {
        return table.client().scanPaginator(request -> request.tableName(table.config().table()).consistentRead(true)).items().stream().toList();
    }

    private void restore(List<Map<String, AttributeValue>> snapshot) {
        items().forEach(item -> table.client().deleteItem(request -> request.tableName(table.config().table())
                .key(Map.of("pk", item.get("pk"), "sk", item.get("sk")))));
        snapshot.forEach(item -> table.client().putItem(request -> request.tableName(table.config().table()).item(item)));
    }
}
