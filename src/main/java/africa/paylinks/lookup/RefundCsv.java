package africa.paylinks.lookup;

import africa.paylinks.http.PaymentJson;
import africa.paylinks.lookup.CsvTable.Column;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import java.util.List;

/** Refunds as CSV for accounting. */
final class RefundCsv {

    static final CsvTable<Refund> TABLE = new CsvTable<>(List.of(
            new Column<>("id", Refund::id),
            new Column<>("paymentId", Refund::paymentId),
            new Column<>("createdAt", refund -> PaymentJson.instant(refund.createdAt())),
            new Column<>("completedAt", RefundCsv::completedAt),
            new Column<>("updatedAt", refund -> PaymentJson.instant(refund.updatedAt())),
            new Column<>("status", refund -> refund.status().name()),
            new Column<>("currency", refund -> refund.amount().currency()),
            new Column<>("amount", refund -> refund.amount().majorText()),
            new Column<>("provider", Refund::provider),
            new Column<>("providerReference", refund -> refund.providerReference().orElse("")),
            new Column<>("failureCode", refund -> refund.failure().map(Failure::code).orElse("")),
            new Column<>("reason", refund -> refund.reason().orElse("")),
            new Column<>("source", refund -> refund.source().wireName())));

    private RefundCsv() {
    }

    /** A completed refund does not change any more. */
    private static String completedAt(Refund refund) {
        return refund.status() == RefundStatus.COMPLETED ? PaymentJson.instant(refund.updatedAt()) : "";
    }
}
