package africa.paylinks.provider;

import java.net.URI;
import java.util.Optional;

/**
 * Where the world reaches this deployment.
 *
 * @param base scheme and host, and a path prefix if there is one; no slash at the end
 */
public record PublicAddress(String base) {

    public PublicAddress {
        base = BaseUrl.withoutSlash(base);
    }

    /**
     * The address that is configured, or else the host that a caller used.
     *
     * @param host host name, and port if there is one
     */
    public static PublicAddress of(Optional<URI> configured, String host) {
        return new PublicAddress(configured.map(URI::toString).orElseGet(() -> "https://" + host));
    }

    /** The page where a customer pays, or comes back to. */
    public String checkoutPage(String paymentId) {
        return base + "/pay/" + paymentId;
    }

    /** Where a provider sends its webhooks. */
    public String webhook(String provider) {
        return base + "/webhooks/" + provider;
    }
}
