package africa.paylinks.refund;

import static africa.paylinks.refund.RefundFixture.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flutterwave.FlutterwaveProvider;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CancellationServiceTest {

    private final RefundFixture fixture = new RefundFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theLinkIsClosedAtTheProviderAndThePaymentHere() {
        PaymentTerms terms = fixture.linked(10000);
        ApiResponse answer = cancel(terms.id());
        assertEquals(200, answer.status());
        assertEquals("CANCELLED", json(answer).path("status").asText());
        assertTrue(fixture.flutterwave.order(terms.id()).path("disabled").booleanValue());
        HistoryEntry last = fixture.payments.history(terms.id()).get(1);
        assertEquals(List.of("PENDING", "CANCELLED", "merchant"), List.of(last.from().name(), last.to().name(), last.cause()));
        assertEquals(List.of("payment.created", "payment.cancelled"), TestTable.partition("OUTBOX#" + terms.id()).stream()
                .map(item -> item.get("type").s()).toList());
    }

    @Test
    void cancellingAgainChangesNothing() {
        PaymentTerms terms = fixture.linked(10000);
        assertEquals(cancel(terms.id()).body(), cancel(terms.id()).body());
        assertEquals(1, fixture.flutterwave.order(terms.id()).path("calls").path("cancel").intValue());
        assertEquals(2, TestTable.partition("OUTBOX#" + terms.id()).size());
    }

    @Test
    void aPaidPaymentIsRefundedAndNotCancelled() {
        String id = fixture.paid(10000);
        assertEquals(ProblemCode.PAYMENT_PAID, problem(call(id, "shop", "write")).code());
        fixture.refunding().refund(RefundFixture.post(id, ""));
        assertEquals(ProblemCode.PAYMENT_PAID, problem(call(id, "shop", "write")).code());
        assertEquals(PaymentStatus.REFUNDED, fixture.payment(id).status());
    }

    @Test
    void aPaidPaymentWithoutAWebhookIsNotCancelledIfTheProviderReportsItPaid() {
        PaymentTerms terms = fixture.linked(10000);
        fixture.flutterwave.control("/" + terms.id(), Json.object().put("outcome", "paid").put("webhook", "none"));
        assertEquals(ProblemCode.PAYMENT_PAID, problem(call(terms.id(), "shop", "write")).code());
        assertEquals(PaymentStatus.COMPLETED, fixture.payment(terms.id()).status());
    }

    @ParameterizedTest
    @EnumSource(value = PaymentStatus.class, names = {"EXPIRED", "FAILED"})
    void aPaymentThatWasGivenUpIsClosedAsWell(PaymentStatus status) {
        PaymentTerms terms = fixture.linked(10000);
        fixture.raise(terms, status, Optional.empty());
        assertEquals(status == PaymentStatus.EXPIRED ? "CANCELLED" : "FAILED", json(cancel(terms.id())).path("status").asText());
        assertTrue(fixture.flutterwave.order(terms.id()).path("disabled").booleanValue());
    }

    @Test
    void aProviderWithoutSuchACallIsNotNeeded() {
        PaymentTerms terms = fixture.open("flot", new Money(5000, "SLE"), PaymentMethod.MOMO);
        assertEquals("CANCELLED", json(cancel(terms.id())).path("status").asText());
        fixture.raise(terms, PaymentStatus.COMPLETED, Optional.of("attempt-1"));
        assertTrue(fixture.payment(terms.id()).lateSuccess());
    }

    @Test
    void anUnansweredCancellationLeavesThePaymentOpen() {
        PaymentTerms terms = fixture.linked(10000);
        assertEquals(ProblemCode.PROVIDER_TIMEOUT, assertThrows(ProblemException.class, () -> cancelling(
                fixture.flutterwave.unreachable()).cancel(call(terms.id(), "shop", "write"))).problem().code());
        fixture.flutterwave.secret("{}");
        assertEquals(ProblemCode.PROVIDER_NOT_CONFIGURED, problem(call(terms.id(), "shop", "write")).code());
        assertEquals(PaymentStatus.PENDING, fixture.payment(terms.id()).status());
    }

    @Test
    void aLinkThatTheProviderDoesNotCloseIsCancelledHereAndTheHistoryRecordsIt() {
        PaymentTerms terms = fixture.open("flutterwave", new Money(10000, "NGN"), PaymentMethod.CARD);
        assertEquals("CANCELLED", json(cancel(terms.id())).path("status").asText());
        assertTrue(fixture.payments.history(terms.id()).stream().anyMatch(line -> line.to() == PaymentStatus.CANCELLED
                && line.detail().containsKey("notClosedAtProvider")), fixture.payments.history(terms.id()).toString());
    }

    @Test
    void onlyItsMerchantCancelsAPayment() {
        PaymentTerms terms = fixture.linked(10000);
        assertEquals(ProblemCode.NOT_FOUND, problem(call(terms.id(), "other", "write")).code());
        assertEquals(ProblemCode.FORBIDDEN, problem(call(terms.id(), "shop", "read")).code());
        assertEquals(ProblemCode.NOT_FOUND, problem(call("pay_" + "z".repeat(26), "shop", "write")).code());
        assertEquals(PaymentStatus.PENDING, fixture.payment(terms.id()).status());
    }

    private ApiResponse cancel(String id) {
        return cancelling(fixture.flutterwave.provider()).cancel(call(id, "shop", "write"));
    }

    private Problem problem(ApiRequest request) {
        return assertThrows(ProblemException.class, () -> cancelling(fixture.flutterwave.provider()).cancel(request)).problem();
    }

    private CancellationService cancelling(FlutterwaveProvider provider) {
        ProviderRegistry providers = new ProviderRegistry(List.<Provider>of(provider));
        return new CancellationService(fixture.payments, new LinkCloser(fixture.payments, providers, new StatusCheck(fixture.payments,
                new DynamoReportedTransactions(TestTable.client(), TestTable.CONFIG), providers, fixture.clock, RecordedMetrics.checked()), fixture.clock));
    }

    private static ApiRequest call(String id, String merchant, String scope) {
        return RefundFixture.call("POST", id, "/cancel", Map.of(), "", merchant, Set.of(scope));
    }
}
