package africa.paylinks.lookup;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.lookup.CsvTable.Column;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Payments as CSV for accounting. It contains no name, email address or phone number of a customer, because such files are
 * copied and kept.
 */
final class PaymentCsv {

    static final CsvTable<Payment> TABLE = new CsvTable<>(List.of(
            new Column<>("id", Payment::id),
            new Column<>("orderId", payment -> payment.terms().orderId()),
            new Column<>("createdAt", payment -> PaymentJson.instant(payment.terms().createdAt())),
            new Column<>("completedAt", payment -> instant(payment.paidAt())),
            new Column<>("updatedAt", payment -> PaymentJson.instant(payment.updatedAt())),
            new Column<>("status", payment -> payment.status().name()),
            new Column<>("currency", payment -> payment.terms().amount().currency()),
            new Column<>("amount", payment -> payment.terms().amount().majorText()),
            new Column<>("receivedAmount", payment -> payment.received().majorText()),
            new Column<>("refundedAmount", payment -> payment.refunded().majorText()),
            new Column<>("firstRefundAt", payment -> instant(firstRefundAt(payment))),
            new Column<>("provider", payment -> payment.terms().provider()),
            new Column<>("method", payment -> payment.terms().method().wireName()),
            new Column<>("providerReference", payment -> payment.providerReference().orElse("")),
            new Column<>("lateSuccess", payment -> Boolean.toString(payment.lateSuccess())),
            new Column<>("failureCode", payment -> payment.failure().map(Failure::code).orElse("")),
            new Column<>("customerId", payment -> payment.terms().customer().id().orElse("")),
            new Column<>("description", payment -> payment.terms().description().orElse("")),
            new Column<>("metadata", payment -> metadata(payment.terms().metadata())),
            new Column<>("providerFee", payment -> payment.providerFee().map(Money::majorText).orElse(""))));

    private PaymentCsv() {
    }

    private static Optional<Instant> firstRefundAt(Payment payment) {
        return Stream.of(PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)
                .flatMap(status -> Stream.ofNullable(payment.reached().get(status))).min(Comparator.naturalOrder());
    }

    private static String instant(Optional<Instant> instant) {
        return instant.map(PaymentJson::instant).orElse("");
    }

    private static String metadata(Map<String, String> pairs) {
        JsonObject json = Json.object();
        new TreeMap<>(pairs).forEach(json::put);
        return pairs.isEmpty() ? "" : Json.write(json);
    }
}
