package africa.paylinks.provider;

import africa.paylinks.payment.PaymentMethod;
import java.util.List;
import java.util.Set;

/**
 * One payment provider. What it can do is what it implements: {@link LinkCreator}, {@link StatusLookup},
 * {@link WebhookSource}.
 */
public interface Provider {

    /** The name in the API, in routes, secrets and configuration, such as {@code flot}. */
    String name();

    /** The methods it can take, the one to assume first. */
    List<PaymentMethod> methods();

    /** The ISO 4217 codes of the currencies it can take. */
    Set<String> currencies();
}
