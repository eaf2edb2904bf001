package africa.paylinks.report;

import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoEventArchive;
import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.DynamoReportedPayments;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.notification.EventRepublisher;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.payment.StatusEvent.WithoutAmount;
import africa.paylinks.refund.Refundable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Payments and refunds in the table, at times that a test chooses, and the reports about them. */
final class ReportFixture {

    private static final Customer NOBODY =
            new Customer(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    final String merchant = "m-" + UUID.randomUUID();
    private final Clock clock;
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final DynamoRefundStore refunds;
    private final DynamoIdempotencyStore creations;
    private final DynamoEventLog log = new DynamoEventLog(TestTable.client(), TestTable.CONFIG);
    private final EventRepublisher publisher = new EventRepublisher(payments, new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG),
            new DynamoEventArchive(TestTable.client(), TestTable.CONFIG), log, events -> Set.of());

    ReportFixture(Clock clock) {
        this.clock = clock;
        this.refunds = new DynamoRefundStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
        this.creations = new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
    }

    PaymentTerms payment(String provider, Money amount, String createdAt) {
        Instant at = Instant.parse(createdAt);
        String id = SamplePayments.IDS.next();
        PaymentTerms terms = new PaymentTerms(id, merchant, "order-" + id, provider, PaymentMethod.MOMO, amount, NOBODY,
                Optional.empty(), Optional.empty(), Map.of(), at, at.plus(Duration.ofHours(24)));
        creations.reserve(new IdempotencyKey(merchant, UUID.randomUUID().toString()), new Fingerprint("f"), terms);
        return terms;
    }

    void raise(PaymentTerms terms, PaymentStatus status, Instant at, Optional<Money> paid) {
        raise(terms, status, at, paid, Optional.empty());
    }

    private void raise(PaymentTerms terms, PaymentStatus status, Instant at, Optional<Money> paid, Optional<Money> fee) {
        payments.raise(new StatusEvent(terms.id(), terms.provider(), status, Cause.WEBHOOK, at, paid, Optional.empty(), Optional.empty(),
                Map.of(), Set.of(), WithoutAmount.MEANS_AMOUNT_DUE).withProviderFee(fee));
    }

    void complete(PaymentTerms terms, Money received, Optional<Money> fee, Instant at) {
        raise(terms, PaymentStatus.COMPLETED, at, Optional.of(received), fee);
    }

    PaymentTerms completed(String provider, Money amount, String at) {
        PaymentTerms terms = payment(provider, amount, at);
        raise(terms, PaymentStatus.COMPLETED, Instant.parse(at), Optional.of(amount));
        publish(terms);
        return terms;
    }

    /** A refund that was requested and is not settled yet. */
    Refund ordered(PaymentTerms terms, long minor, Instant at) {
        Refund refund = Refund.ordered(SamplePayments.IDS.next("ref"), terms, new Money(minor, terms.amount().currency()), Optional.empty(), at, at);
        if (!refunds.recover(refund, refundable(terms), Cause.MERCHANT)) {
            throw new IllegalStateException("Not refundable: " + terms.id());
        }
        return refund;
    }

    void settle(PaymentTerms terms, Refund refund) {
        refunds.settle(refund, refundable(terms).payment(), Cause.STATUS_CHECK);
    }

    void refund(PaymentTerms terms, long minor, String at) {
        settle(terms, ordered(terms, minor, Instant.parse(at)).completed(Optional.empty(), Instant.parse(at)));
        publish(terms);
    }

    Refundable refundable(PaymentTerms terms) {
        return refunds.refundable(terms.id()).orElseThrow();
    }

    void publish(PaymentTerms terms) {
        publisher.publish(terms.id());
    }

    DailyReports reports() {
        return reports(clock);
    }

    DailyReports reports(Clock other) {
        return new DailyReports(log, new DynamoReportedPayments(TestTable.client(), TestTable.CONFIG), other);
    }

    ApiRequest request(String accept, Map<String, String> query) {
        return requestOf(merchant, accept, query);
    }

    static ApiRequest requestOf(String merchant, String accept, Map<String, String> query) {
        TestTable.settle();
        return new ApiRequest("GET", "/reports/daily", Map.of(), query, Map.of("accept", accept), new byte[0], "api.example",
                Optional.of(new ApiRequest.Caller(merchant, Set.of("read"))));
    }

    JsonValue get(String from, String to, String timezone) {
        return json(reports().answer(request("application/json", Map.of("from", from, "to", to, "timezone", timezone))));
    }

    static JsonValue json(ApiResponse answer) {
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    /** Each total as one line: day, provider, currency, what was completed and received, what was refunded. */
    static List<String> lines(JsonValue page) {
        List<String> lines = new ArrayList<>();
        page.path("totals").forEach(total -> lines.add(total.path("date").asText() + " " + total.path("provider").asText() + " "
                + total.path("currency").asText() + " +" + total.path("completed").path("count").intValue() + " "
                + total.path("completed").path("amount").asText() + "/" + total.path("completed").path("receivedAmount").asText()
                + " -" + total.path("refunded").path("count").intValue() + " " + total.path("refunded").path("amount").asText()));
        return lines;
    }

    /** The days of the totals. */
    static Set<String> days(JsonValue page) {
        return lines(page).stream().map(line -> line.substring(0, 10)).collect(Collectors.toSet());
    }
}
