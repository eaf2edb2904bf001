package africa.paylinks.provider;

/**
 * A provider whose webhooks may name a transaction without naming our payment. After the webhook is stored, the provider is
 * asked which payment it belongs to.
 */
public interface PaymentResolver extends WebhookSource {

    /** Asks which payment a transaction belongs to; never throws for a provider's failure. */
    Resolution paymentOf(String transactionId);

    /** The provider's answer. */
    sealed interface Resolution {
    }

    /** The transaction belongs to this payment. */
    record Belongs(String paymentId) implements Resolution {
    }

    /** The transaction exists but belongs to none of our payments. */
    record BelongsToNone() implements Resolution {
    }

    /** The provider does not know the transaction, or does not know it yet. */
    record NotKnownYet() implements Resolution {
    }

    /** The provider gave no usable answer. */
    record NotResolved(StatusLookup.ProviderStatus status) implements Resolution {
    }
}
