package africa.paylinks.kkiapay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of KKiaPay. Its secret is {@code {"privateKey":"...","secretKey":"...","webhookSecret":"..."}}: two of the
 * three API keys in KKiaPay's dashboard, and the hash secret that you set there with the webhook's URL. The third API key
 * is public and therefore a setting.
 */
@ConfigMapping(prefix = "paylinks.kkiapay")
public interface KkiapayConfig {

    /** The public API key, which the widget receives; required to create links. */
    Optional<String> publicKey();

    /** Whether the keys belong to KKiaPay's sandbox; then calls go to the sandbox. */
    @WithDefault("false")
    boolean sandbox();

    /** Which of KKiaPay's two API documents to follow. */
    @WithDefault("document")
    Dialect dialect();

    /** Base URL of KKiaPay's API; the default depends on {@code dialect} and {@link #sandbox()}. */
    Optional<URI> baseUrl();

    /** URL of KKiaPay's widget. */
    @WithDefault("https://widget-v3.kkiapay.me/")
    URI widgetUrl();

    /** The ISO 3166 codes of the countries whose customers the widget serves. */
    @WithDefault("BJ")
    List<String> countries();

    /** The accepted content of the header {@code x-kkiapay-secret} of a webhook. */
    @WithDefault("either")
    WebhookMode webhookMode();

    /** Time limit of a call. */
    @WithDefault("15s")
    Duration timeout();

    /** KKiaPay's two API documents. They differ in hosts and paths; both send all three keys. */
    enum Dialect {
        /** The integration document: {@code GET /v1/transactions/{id}}. */
        DOCUMENT("https://api.kkiapay.me/v1", "https://sandbox-api.kkiapay.me/v1"),
        /** The official SDKs: {@code POST /api/v1/transactions/status}. */
        SDK("https://api.kkiapay.me", "https://api-sandbox.kkiapay.me");

        private final String live;
        private final String sandbox;

        Dialect(String live, String sandbox) {
            this.live = live;
            this.sandbox = sandbox;
        }

        String host(boolean inSandbox) {
            return inSandbox ? sandbox : live;
        }
    }

    /** Contents of the header {@code x-kkiapay-secret}. */
    enum WebhookMode {
        /** The hex HMAC-SHA256 of the body, as the integration document computes it. */
        HMAC_HEX,
        /** The secret itself, as integrations have received it. */
        STATIC,
        /** Either: both require the secret, and the status call confirms the webhook. */
        EITHER
    }
}
