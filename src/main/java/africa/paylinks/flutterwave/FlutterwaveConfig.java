package africa.paylinks.flutterwave;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of Flutterwave v3. Its secret {@code paylinks/<stage>/flutterwave} is {@code {"secretKey":"FLWSECK-…",
 * "webhookHash":"…"}}: the account's secret key, and the secret hash of the dashboard's webhook settings.
 */
@ConfigMapping(prefix = "paylinks.flutterwave")
public interface FlutterwaveConfig {

    /** Base URL of Flutterwave's API, with the version; the key selects test or live mode. */
    @WithDefault("https://api.flutterwave.com/v3")
    URI baseUrl();

    /** Which document of link creation to follow. */
    @WithDefault("standard")
    Dialect dialect();

    /** How Flutterwave authenticates its webhooks; the headers of a call never select the mode. */
    @WithDefault("static")
    WebhookMode webhookMode();

    /** The ISO 4217 codes of the currencies that the account accepts; the default lists those of Flutterwave's country pages. */
    @WithDefault("NGN,GHS,KES,UGX,RWF,TZS,ZAR,ZMW,MWK,XAF,XOF,EGP,USD,EUR,GBP")
    Set<String> currencies();

    /** Time limit of creations and refunds; Flutterwave's own limit is 28 s. */
    @WithDefault("20s")
    Duration timeout();

    /** Time limit of a status call; a webhook or a refund may make two. */
    @WithDefault("4s")
    Duration lookupTimeout();

    /** The two documents of link creation. */
    enum Dialect {
        /** {@code POST /payment-links} of an integrator's article, metadata as a list of names and values. */
        ARTICLE,
        /** {@code POST /payments}, "Flutterwave Standard" or "Checkout" of its documentation, metadata as one flat object. */
        STANDARD
    }

    /** Flutterwave's two ways to authenticate webhooks. */
    enum WebhookMode {
        /** v3: the header {@code verif-hash} is the secret hash itself. */
        STATIC,
        /** v4: the header {@code flutterwave-signature} is base64 of HMAC-SHA256 over the body. */
        HMAC_BASE64
    }
}
