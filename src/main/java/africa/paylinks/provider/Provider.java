package africa.paylinks.provider;

import africa.paylinks.payment.PaymentMethod;
import java.util.List;
import java.util.Set;

/**
 * A payment provider. The interfaces it implements define its capabilities: {@link LinkCreator}, {@link StatusLookup},
 * {@link WebhookSource}.
 */
public interface Provider {

    /** The name in the API, in routes, secrets and configuration, such as {@code flot}. */
    String name();

    /** The supported payment methods, the default one first. */
    List<PaymentMethod> methods();

    /** The ISO 4217 codes of the supported currencies. */
    Set<String> currencies();
}
