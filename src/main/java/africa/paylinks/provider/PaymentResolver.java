package africa.paylinks.provider;

/**
 * A provider that calls us about transactions without always naming our payment: it is asked which one it was, after the
 * call was stored.
 */
public interface PaymentResolver extends WebhookSource {

    /** Asks to which payment a transaction belongs; never throws for what a provider does. */
    Resolution paymentOf(String transactionId);

    /** What the provider says. */
    sealed interface Resolution {
    }

    /** The transaction is for this payment. */
    record Belongs(String paymentId) implements Resolution {
    }

    /** The transaction is there, and for no payment of ours. */
    record BelongsToNone() implements Resolution {
    }

    /** The provider does not know the transaction, or not yet. */
    record NotKnownYet() implements Resolution {
    }

    /** No answer that can be used. */
    record NotResolved(StatusLookup.ProviderStatus standing) implements Resolution {
    }
}
