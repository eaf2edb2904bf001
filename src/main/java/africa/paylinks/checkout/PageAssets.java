package africa.paylinks.checkout;

import africa.paylinks.crypto.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The style and script of every page. Both are inline, which saves requests; the Content-Security-Policy allows them by hash. */
final class PageAssets {

    static final String STYLE = resource("page.css");
    static final String SCRIPT = resource("page.js");

    /** The policy of pages in our own colours. */
    private static final String SOURCES = "default-src 'none'; script-src '" + hash(SCRIPT) + "'; style-src '" + hash(STYLE) + "'";
    private static final String OWN_SITE = "; connect-src 'self'; form-action 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

    private PageAssets() {
    }

    /**
     * Allows only the inline assets, images, requests and forms of this site, and no framing.
     *
     * @param colors the style element with the merchant's colours; empty without one
     */
    static String policy(String colors) {
        return SOURCES + (colors.isEmpty() ? "" : " '" + hash(colors) + "'") + OWN_SITE;
    }

    /** Reads a resource of this package. */
    static String resource(String name) {
        try (InputStream stream = PageAssets.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing in the package");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String hash(String content) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(content));
    }
}
