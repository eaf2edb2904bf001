package africa.paylinks.payment;

/** Finds refunds without their payments. */
public interface RefundIndex {

    /**
     * A merchant's refunds, newest first; a new refund may appear with a short delay.
     *
     * @throws StoreUnavailable when the store cannot answer
     */
    RefundPage search(RefundSearch search);
}
