package africa.paylinks.provider;

import java.net.URI;
import java.util.Optional;

/**
 * The public URL of this deployment.
 *
 * @param base scheme, host and optional path prefix, without a trailing slash
 */
public record PublicAddress(String base) {

    public PublicAddress {
        base = BaseUrl.withoutSlash(base);
    }

    /**
     * The configured address, or the host of the request.
     *
     * @param host host name and optional port
     */
    public static PublicAddress of(Optional<URI> configured, String host) {
        return new PublicAddress(configured.map(URI::toString).orElseGet(() -> "https://" + host));
    }

    /** The page where a customer pays and returns to. */
    public String checkoutPage(String paymentId) {
        return base + "/pay/" + paymentId;
    }

    /** The page where many customers pay. */
    public String linkPage(String shortId) {
        return base + "/l/" + shortId;
    }

    /** The URL of a link's QR code. */
    public String linkQrCode(String linkId) {
        return base + "/links/" + linkId + "/qr.svg";
    }

    /** The URL of a merchant's logo. */
    public String logo(String id) {
        return base + "/logos/" + id;
    }

    /** The URL for a provider's webhooks. */
    public String webhook(String provider) {
        return base + "/webhooks/" + provider;
    }
}
