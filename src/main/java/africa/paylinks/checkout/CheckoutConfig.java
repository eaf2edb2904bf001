package africa.paylinks.checkout;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Settings of the checkout page. */
@ConfigMapping(prefix = "paylinks")
public interface CheckoutConfig {

    /** Base URL that customers use; by default, the host name of the request. */
    Optional<URI> publicUrl();
}
