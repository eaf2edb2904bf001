package africa.paylinks.provider;

import africa.paylinks.payment.Payment;
import java.net.URI;

/** A provider with a payment page of its own that needs no call to create: our page redirects the customer there. */
public interface WidgetCheckout extends LinkCreator {

    /**
     * The URL of the provider's page for this payment. It contains no secrets and returns the customer to our page.
     *
     * @throws ProviderNotConfigured when required configuration is missing
     */
    URI widget(Payment payment, PublicAddress address);
}
