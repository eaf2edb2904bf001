package africa.paylinks.kkiapay;

import static africa.paylinks.kkiapay.KkiapayFixture.ADDRESS;
import static africa.paylinks.kkiapay.KkiapayFixture.payment;
import static africa.paylinks.kkiapay.KkiapayFixture.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.kkiapay.KkiapayConfig.Dialect;
import africa.paylinks.kkiapay.KkiapayConfig.WebhookMode;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.RefundLookup;
import africa.paylinks.provider.Refunder.Accepted;
import africa.paylinks.provider.Refunder.Declined;
import africa.paylinks.provider.Refunder.NotRequested;
import africa.paylinks.provider.Refunder.RefundOutcome;
import africa.paylinks.provider.Refunder.Unanswered;
import africa.paylinks.provider.StatusLookup.Known;
import africa.paylinks.provider.StatusLookup.NotBegun;
import africa.paylinks.provider.StatusLookup.NotFound;
import africa.paylinks.provider.StatusLookup.Unavailable;
import africa.paylinks.provider.WebhookSource.Evidence;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KkiapayProviderTest {

    private final KkiapayFixture fixture = new KkiapayFixture(new AdjustableClock(SamplePayments.NOW));
    private final Payment payment = payment(PaymentMethod.MOMO, 5000);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aLinkIsOurOwnPageAndCostsNoCall() {
        KkiapayProvider kkiapay = fixture.provider(Dialect.DOCUMENT);
        assertEquals(new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                kkiapay.createLink(payment.terms(), ADDRESS));
        assertEquals(0, fixture.calls("status"));
        assertEquals(Set.of("XOF"), kkiapay.currencies());
        assertEquals(Evidence.HINT, kkiapay.evidence());
    }

    @Test
    void aMissingPublicKeyIsReportedWhenALinkIsRequested() {
        assertThrows(ProviderNotConfigured.class, () -> fixture.provider(new KkiapayFixture.Settings(Dialect.SDK,
                WebhookMode.EITHER, Optional.empty(), Optional.of(fixture.sandbox()), false, Duration.ofSeconds(1)))
                .createLink(payment.terms(), ADDRESS));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aPaidTransactionIsConfirmedWithItsAmount(Dialect dialect) {
        fixture.happen(payment, outcome("paid"));
        Known known = assertInstanceOf(Known.class,
                fixture.provider(dialect).lookUp(payment, Optional.of(fixture.transaction(payment))));
        assertEquals(PaymentStatus.COMPLETED, known.status());
        assertEquals(Optional.of(new Money(5000, "XOF")), known.paid());
        assertEquals(Optional.of(fixture.transaction(payment)), known.providerReference());
        assertEquals("MOBILE_MONEY", known.detail().get("source"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aTransactionThatIsKnownAlreadyNeedsNoHint(Dialect dialect) {
        fixture.happen(payment, outcome("paid"));
        assertInstanceOf(Known.class,
                fixture.provider(dialect).lookUp(with(payment, Optional.of(fixture.transaction(payment))), Optional.empty()));
    }

    @Test
    void withoutATransactionNoStatusCallIsPossible() {
        assertInstanceOf(NotBegun.class, fixture.provider(Dialect.SDK).lookUp(payment, Optional.empty()));
        assertEquals(0, fixture.calls("status"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aFailedAttemptLeavesRoomForOneThatPays(Dialect dialect) {
        KkiapayProvider kkiapay = fixture.provider(dialect);
        fixture.happen(payment, outcome("failed").put("failureCode", "insufficient_fund"));
        String first = fixture.transaction(payment);
        Known failed = assertInstanceOf(Known.class, kkiapay.lookUp(payment, Optional.of(first)));
        assertEquals(PaymentStatus.FAILED, failed.status());
        assertEquals("insufficient-funds", failed.failure().orElseThrow().code());
        assertEquals(Optional.empty(), failed.paid());
        fixture.happen(payment, outcome("paid"));
        String second = fixture.transaction(payment);
        assertFalse(second.equals(first));
        assertEquals(PaymentStatus.COMPLETED,
                assertInstanceOf(Known.class, kkiapay.lookUp(with(payment, Optional.of(first)), Optional.of(second))).status());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anAttemptThatTimedOutExpiresAndOneThatWasCancelledCancels(Dialect dialect) {
        KkiapayProvider kkiapay = fixture.provider(dialect);
        fixture.happen(payment, outcome("failed").put("failureCode", "timeout"));
        Known late = assertInstanceOf(Known.class, kkiapay.lookUp(payment, Optional.of(fixture.transaction(payment))));
        assertEquals(PaymentStatus.EXPIRED, late.status());
        assertEquals("timed-out", late.failure().orElseThrow().code());
        fixture.happen(payment, outcome("cancelled"));
        Known cancelled = assertInstanceOf(Known.class, kkiapay.lookUp(payment, Optional.of(fixture.transaction(payment))));
        assertEquals(PaymentStatus.CANCELLED, cancelled.status());
        assertEquals("cancelled-by-customer", cancelled.failure().orElseThrow().code());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void amountAndCurrencyComeFromKkiapay(Dialect dialect) {
        KkiapayProvider kkiapay = fixture.provider(dialect);
        fixture.happen(payment, outcome("paid").put("amount", "4999"));
        assertEquals(Optional.of(new Money(4999, "XOF")), assertInstanceOf(Known.class,
                kkiapay.lookUp(payment, Optional.of(fixture.transaction(payment)))).paid());
        fixture.tamper(payment, "paidCurrency", "GHS");
        assertEquals(Optional.of(new Money(499900, "GHS")), assertInstanceOf(Known.class,
                kkiapay.lookUp(payment, Optional.of(fixture.transaction(payment)))).paid());
        fixture.tamper(payment, "paidAmount", "4999.5");
        fixture.tamper(payment, "paidCurrency", "XOF");
        assertEquals(Optional.empty(), assertInstanceOf(Known.class,
                kkiapay.lookUp(payment, Optional.of(fixture.transaction(payment)))).paid());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aTransactionOfAnotherPaymentIsNotThisOnes(Dialect dialect) {
        KkiapayProvider kkiapay = fixture.provider(dialect);
        Payment other = payment(PaymentMethod.MOMO, 5000);
        fixture.happen(other, outcome("paid"));
        Optional<String> transaction = Optional.of(fixture.transaction(other));
        assertInstanceOf(NotFound.class, kkiapay.lookUp(payment, transaction));
        fixture.tamper(other, "data", payment.id());
        assertInstanceOf(NotFound.class, kkiapay.lookUp(payment, transaction));
        assertInstanceOf(NotFound.class, kkiapay.lookUp(other, transaction));
        fixture.tamper(other, "data", "");
        fixture.tamper(other, "partnerId", "");
        assertInstanceOf(NotFound.class, kkiapay.lookUp(other, transaction));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "../../v1/transactions/x", "a b", "", "%2e%2e", "x?y=z", "x/y"})
    void transactionIdsFromTheBrowserAreNotTrusted(String transactionId) {
        for (Dialect dialect : Dialect.values()) {
            assertInstanceOf(NotFound.class, fixture.provider(dialect).lookUp(payment, Optional.of(transactionId)));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void keysWithALineBreakAtTheirEndAreKeys(Dialect dialect) {
        fixture.happen(payment, outcome("paid"));
        fixture.rotate(KkiapayFixture.secret().put("privateKey", "private\n").put("secretKey", " second\r\n"));
        assertInstanceOf(Known.class, fixture.provider(dialect).lookUp(payment, Optional.of(fixture.transaction(payment))));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aServerErrorIsNotAStatus(Dialect dialect) {
        fixture.happen(payment, outcome("paid"));
        Optional<String> transaction = Optional.of(fixture.transaction(payment));
        KkiapayProvider kkiapay = fixture.provider(settings(dialect, Duration.ofMillis(300)));
        injectFault("error", 0);
        assertInstanceOf(Unavailable.class, kkiapay.lookUp(payment, transaction));
        injectFault("slow", 900);
        assertInstanceOf(Unavailable.class, kkiapay.lookUp(payment, transaction));
        injectFault("reject", 0);
        assertInstanceOf(NotFound.class, kkiapay.lookUp(payment, transaction));
        fixture.rotate(KkiapayFixture.secret().put("privateKey", "wrong"));
        assertTrue(assertInstanceOf(Unavailable.class, fixture.provider(dialect).lookUp(payment, transaction)).reason().contains("credentials"));
        fixture.rotate(KkiapayFixture.secret().put("privateKey", "pri\nvate"));
        String reason = assertInstanceOf(Unavailable.class, fixture.provider(dialect).lookUp(payment, transaction)).reason();
        assertTrue(reason.contains("'privateKey'") && !reason.contains("vate\n") && !reason.contains("pri\n"), reason);
        fixture.rotate(KkiapayFixture.secret().remove("secretKey"));
        assertTrue(assertInstanceOf(Unavailable.class, fixture.provider(dialect).lookUp(payment, transaction)).reason().contains("secretKey"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aMobileMoneyPaymentIsRefundedOnce(Dialect dialect) {
        fixture.happen(payment, outcome("paid"));
        Payment paid = with(payment, Optional.of(fixture.transaction(payment)));
        Accepted accepted = assertInstanceOf(Accepted.class, refund(fixture.provider(dialect), paid));
        assertTrue(accepted.settled());
        assertEquals(paid.providerReference(), accepted.providerReference());
        assertEquals(PaymentStatus.REFUNDED, assertInstanceOf(Known.class,
                fixture.provider(dialect).lookUp(paid, Optional.empty())).status());
        assertInstanceOf(Accepted.class, refund(fixture.provider(dialect), paid));
        assertEquals(1, fixture.calls("revert"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout", "error"})
    void aRefundWithoutAnAnswerIsMadeOnceWhenItIsRequestedAgain(String fault) {
        fixture.happen(payment, outcome("paid"));
        Payment paid = with(payment, Optional.of(fixture.transaction(payment)));
        fixture.control("", Json.object().put("create", fault).put("call", "revert").put("delayMillis", 10));
        assertInstanceOf(Unanswered.class, refund(fixture.provider(Dialect.SDK), paid));
        assertInstanceOf(Accepted.class, refund(fixture.provider(Dialect.SDK), paid));
        assertEquals(fault.equals("timeout") ? 1 : 2, fixture.calls("revert"));
    }

    @Test
    void theOutcomeOfARefundIsReadFromTheTransaction() {
        KkiapayProvider kkiapay = fixture.provider(Dialect.SDK);
        Refund refund = Refund.ordered("ref_1", payment.terms(), payment.terms().amount(), Optional.empty(), SamplePayments.NOW,
                SamplePayments.NOW);
        assertInstanceOf(RefundLookup.RefundUnknown.class, kkiapay.lookUpRefund(payment, refund));
        fixture.happen(payment, outcome("paid"));
        Payment paid = with(payment, Optional.of(fixture.transaction(payment)));
        assertInstanceOf(RefundLookup.RefundNotFound.class, kkiapay.lookUpRefund(paid, refund));
        for (String fault : List.of("error", "timeout")) {
            injectFault(fault, 10);
            assertInstanceOf(RefundLookup.RefundUnavailable.class, kkiapay.lookUpRefund(paid, refund), fault);
        }
        refund(kkiapay, paid);
        assertEquals(new RefundLookup.RefundCompleted(paid.providerReference()), kkiapay.lookUpRefund(paid, refund));
    }

    @Test
    void aRejectedRefundHasItsReason() {
        fixture.happen(payment, outcome("paid"));
        fixture.control("", Json.object().put("create", "reject").put("call", "revert"));
        Declined declined = assertInstanceOf(Declined.class,
                refund(fixture.provider(Dialect.SDK), with(payment, Optional.of(fixture.transaction(payment)))));
        assertEquals("transaction-not-found", declined.failure().code());
    }

    @Test
    void aCardPaymentIsRefusedWithAReason() {
        Payment card = payment(PaymentMethod.CARD, 5000);
        KkiapayProvider kkiapay = fixture.provider(Dialect.SDK);
        assertTrue(kkiapay.refusal(card, card.terms().amount()).orElseThrow().message().contains("card processor"));
        fixture.happen(payment, outcome("paid").put("source", "CARD"));
        Payment paidByCard = with(payment, Optional.of(fixture.transaction(payment)));
        assertEquals(Optional.empty(), kkiapay.refusal(paidByCard, payment.terms().amount()));
        Declined declined = assertInstanceOf(Declined.class, refund(kkiapay, paidByCard));
        assertEquals("refund-not-supported", declined.failure().code());
        assertEquals(0, fixture.calls("revert"));
    }

    @Test
    void aPartOfAPaymentIsRefusedWithAReason() {
        KkiapayProvider kkiapay = fixture.provider(Dialect.SDK);
        assertFalse(kkiapay.refundsPartially());
        assertEquals("partial-refund-not-supported",
                kkiapay.refusal(payment, new Money(4999, "XOF")).orElseThrow().code());
        assertInstanceOf(Declined.class, kkiapay.refund(payment, "r1", new Money(4999, "XOF"), Optional.empty()));
        assertEquals(0, fixture.calls("status"));
    }

    @Test
    void unpaidOrForeignTransactionsAreNotRefunded() {
        KkiapayProvider kkiapay = fixture.provider(Dialect.SDK);
        assertInstanceOf(Declined.class, refund(kkiapay, payment));
        fixture.happen(payment, outcome("failed"));
        assertEquals("not-refundable", assertInstanceOf(Declined.class,
                refund(kkiapay, with(payment, Optional.of(fixture.transaction(payment))))).failure().code());
        Payment other = payment(PaymentMethod.MOMO, 5000);
        fixture.happen(other, outcome("paid"));
        assertEquals("transaction-not-found", assertInstanceOf(Declined.class,
                refund(kkiapay, with(payment, Optional.of(fixture.transaction(other))))).failure().code());
        assertEquals(0, fixture.calls("revert"));
        injectFault("error", 0);
        assertInstanceOf(NotRequested.class, refund(kkiapay, with(other, Optional.of(fixture.transaction(other)))));
    }

    @Test
    void eachDialectHasItsHostsAndTheSandboxSwitchChoosesAmongThem() {
        assertEquals("https://api.kkiapay.me/v1", Dialect.DOCUMENT.host(false));
        assertEquals("https://sandbox-api.kkiapay.me/v1", Dialect.DOCUMENT.host(true));
        assertEquals("https://api.kkiapay.me", Dialect.SDK.host(false));
        assertEquals("https://api-sandbox.kkiapay.me", Dialect.SDK.host(true));
    }

    private RefundOutcome refund(KkiapayProvider kkiapay, Payment paid) {
        return kkiapay.refund(paid, "refund-1", paid.terms().amount(), Optional.of("Changed their mind"));
    }

    private KkiapayConfig settings(Dialect dialect, Duration timeout) {
        return new KkiapayFixture.Settings(dialect, WebhookMode.EITHER, Optional.of("public"),
                Optional.of(URI.create(fixture.sandbox() + "/")), false, timeout);
    }

    private void injectFault(String kind, long delayMillis) {
        fixture.control("", Json.object().put("create", kind).put("delayMillis", delayMillis).put("times", 1));
    }

    private static JsonObject outcome(String outcome) {
        return Json.object().put("outcome", outcome);
    }
}
