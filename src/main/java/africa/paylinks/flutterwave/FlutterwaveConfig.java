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

    /** Where Flutterwave's API is, version included; the key decides between test and live. */
    @WithDefault("https://api.flutterwave.com/v3")
    URI baseUrl();

    /** Which description of link creation to follow. */
    @WithDefault("article")
    Dialect dialect();

    /** How Flutterwave authenticates its webhooks; the headers of a call never choose. */
    @WithDefault("static")
    WebhookMode webhookMode();

    /** The ISO 4217 codes that the account may take; the default is what Flutterwave's pages list per country. */
    @WithDefault("NGN,GHS,KES,UGX,RWF,TZS,ZAR,ZMW,MWK,XAF,XOF,EGP,USD,EUR,GBP")
    Set<String> currencies();

    /** How long to wait for a creation or a refund; Flutterwave itself gives up after 28 s. */
    @WithDefault("20s")
    Duration timeout();

    /** How long to wait for a status call; a webhook or a refund may make two. */
    @WithDefault("4s")
    Duration lookupTimeout();

    /** The two descriptions of link creation. */
    enum Dialect {
        /** {@code POST /payment-links}, metadata as a list of names and values. */
        ARTICLE,
        /** {@code POST /payments}, "Flutterwave Standard" of its documentation, metadata as one flat object. */
        STANDARD
    }

    /** The two ways in which Flutterwave proves a webhook. */
    enum WebhookMode {
        /** v3: the header {@code verif-hash} is the secret hash itself. */
        STATIC,
        /** v4: the header {@code flutterwave-signature} is base64 of HMAC-SHA256 over the body. */
        HMAC_BASE64
    }
}
