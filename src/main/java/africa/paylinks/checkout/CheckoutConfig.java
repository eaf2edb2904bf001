package africa.paylinks.checkout;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Settings of the checkout page. */
@ConfigMapping(prefix = "paylinks")
public interface CheckoutConfig {

    /** Where customers reach this deployment; if absent, the host name that the page was called by. */
    Optional<URI> publicUrl();
}
