package africa.paylinks.provider;

import africa.paylinks.payment.Payment;
import java.net.URI;

/** A provider whose payments start in a page of its own that needs no call to make: our page sends the customer there. */
public interface WidgetCheckout extends LinkCreator {

    /**
     * The provider's page for this payment; it holds nothing secret, and brings the customer back to our page.
     *
     * @throws ProviderNotConfigured when what the page needs to know is missing
     */
    URI widget(Payment payment, PublicAddress address);
}
