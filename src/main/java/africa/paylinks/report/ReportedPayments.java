package africa.paylinks.report;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import java.util.List;

/** Reads payments with their refunds. Each method throws {@code StoreUnavailable} when the store cannot answer. */
public interface ReportedPayments {

    /** The maximum number of payments that are read at once. */
    int MAX_BATCH = 100;

    /**
     * The payments with these ids, as they are now, in any order; those that do not exist are left out.
     *
     * @param ids at most {@link #MAX_BATCH}, each once
     */
    List<Payment> find(List<String> ids);

    /** The refunds of a payment, of any status. */
    List<Refund> refunds(String paymentId);
}
