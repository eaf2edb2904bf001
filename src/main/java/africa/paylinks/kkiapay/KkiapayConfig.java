package africa.paylinks.kkiapay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of KKiaPay. Its secret is {@code {"privateKey":"...","secretKey":"...","webhookSecret":"..."}}: two of the
 * three API keys of KKiaPay's dashboard, and the hash secret that was set there beside the webhook's URL. The third API
 * key is public and therefore a setting.
 */
@ConfigMapping(prefix = "paylinks.kkiapay")
public interface KkiapayConfig {

    /** The public API key, which the widget receives; without it no link can be created. */
    Optional<String> publicKey();

    /** Whether the keys belong to KKiaPay's sandbox, which is then used. */
    @WithDefault("false")
    boolean sandbox();

    /** Which of the two descriptions of KKiaPay's API to follow. */
    @WithDefault("document")
    Dialect dialect();

    /** Where KKiaPay's API is; the default follows from {@code dialect} and {@link #sandbox()}. */
    Optional<URI> baseUrl();

    /** Where KKiaPay's widget is. */
    @WithDefault("https://widget-v3.kkiapay.me/")
    URI widgetUrl();

    /** The ISO 3166 codes of the countries whose customers the widget serves. */
    @WithDefault("BJ")
    List<String> countries();

    /** What the header {@code x-kkiapay-secret} of a webhook may contain. */
    @WithDefault("either")
    WebhookMode webhookMode();

    /** How long to wait for an answer. */
    @WithDefault("15s")
    Duration timeout();

    /** The two descriptions of KKiaPay's API, which differ in hosts and paths; all three keys are sent in both. */
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

    /** What the header {@code x-kkiapay-secret} may carry. */
    enum WebhookMode {
        /** The hex HMAC-SHA256 of the body, as the integration document computes it. */
        HMAC_HEX,
        /** The secret itself, as KKiaPay was seen to send it. */
        STATIC,
        /** One of the two: both need the secret, and the status call decides anyway. */
        EITHER
    }
}
