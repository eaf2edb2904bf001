package africa.paylinks.subscription;

/** Tells whether the payment of an attempt may still be begun. */
@FunctionalInterface
public interface OpenCharges {

    /**
     * Whether the provider is asked again under this reference while the outcome is unknown. It is not when the period was paid in
     * another way, or when nothing is charged any more.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     */
    boolean isAskedAgain(String paymentId);
}
