package africa.paylinks.kkiapay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.kkiapay.KkiapayConfig.Dialect;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.refund.RefundConfig;
import africa.paylinks.refund.RefundRecovery;
import africa.paylinks.refund.RefundRecovery.Recovery;
import africa.paylinks.refund.RefundRecovery.Result;
import africa.paylinks.refund.RefundWiring;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** KKiaPay lists no refunds; it refunds in full, which is the transaction's status. */
@Tag("slow")
class KkiapayRefundRecoveryTest {

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
    private final KkiapayFixture kkiapay = new KkiapayFixture(clock);
    private final ProviderRegistry providers = new ProviderRegistry(List.of(kkiapay.provider(Dialect.SDK)));
    private final DynamoPaymentStore payments = new DynamoPaymentStore(table.client(), table.config());
    private final DynamoRefundStore refunds = new DynamoRefundStore(table.client(), table.config(), clock, SamplePayments.IDS);
    private final RefundRecovery recovery = new RefundRecovery(refunds, RefundWiring.tracking(refunds, providers, CONFIG, clock),
            new StatusCheck(payments, new DynamoReportedTransactions(table.client(), table.config()), providers, clock, RecordedMetrics.checked()), providers, clock);

    @AfterEach
    void stop() {
        kkiapay.close();
    }

    @Test
    void aFullRefundAfterTheRestorePointIsRecoveredFromTheTransactionsStatus() {
        Payment payment = paid();
        assertEquals(new Recovery(payment.id(), Result.RECOVERED, List.of()), recovery.recover(payment.id()));
        assertEquals(PaymentStatus.COMPLETED, payments.find(payment.id()).orElseThrow().status());

        kkiapay.control("/" + payment.id(), Json.object().put("outcome", "refunded").put("webhook", "none"));
        assertEquals(new Recovery(payment.id(), Result.RECOVERED, List.of()), recovery.recover(payment.id()));
        Payment recovered = payments.find(payment.id()).orElseThrow();
        assertEquals(List.of(PaymentStatus.REFUNDED, recovered.terms().amount()), List.of(recovered.status(), recovered.refunded()));
        assertEquals(0, refunds.refundable(payment.id()).orElseThrow().remaining().minor());
    }

    private Payment paid() {
        Payment payment = KkiapayFixture.payment(PaymentMethod.MOMO, 5000);
        new DynamoIdempotencyStore(table.client(), table.config(), clock, SamplePayments.IDS)
                .reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()), new Fingerprint("f"), payment.terms());
        kkiapay.happen(payment, Json.object().put("outcome", "paid").put("webhook", "none"));
        payments.raise(new StatusEvent(payment.id(), "kkiapay", PaymentStatus.COMPLETED, Cause.WEBHOOK, clock.instant(),
                Optional.of(payment.terms().amount()), Optional.of(kkiapay.transaction(payment)), Optional.empty(), Map.of()));
        return payment;
    }
}
