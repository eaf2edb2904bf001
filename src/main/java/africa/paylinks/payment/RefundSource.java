package africa.paylinks.payment;

import java.util.Locale;

/** Who started a refund. */
public enum RefundSource {
    /** The merchant, through the API. */
    API,
    /** Somebody at the provider, such as the merchant on the provider's dashboard. */
    PROVIDER;

    /** The name in answers and events, such as {@code provider}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
