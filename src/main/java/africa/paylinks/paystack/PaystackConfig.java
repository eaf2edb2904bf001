package africa.paylinks.paystack;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of Paystack. Its secret {@code paylinks/<stage>/paystack} is {@code {"secretKey":"sk_live_…"}}: the secret key
 * authorizes requests and signs webhooks, and selects test or live mode.
 */
@ConfigMapping(prefix = "paylinks.paystack")
public interface PaystackConfig {

    /** Base URL of Paystack's API. */
    @WithDefault("https://api.paystack.co")
    URI baseUrl();

    /** The ISO 4217 codes of the currencies that the account accepts; the default lists all that Paystack supports. */
    @WithDefault("NGN,GHS,ZAR,KES,USD,XOF")
    Set<String> currencies();

    /** Time limit of creations and refunds; a repeated creation makes three calls. */
    @WithDefault("10s")
    Duration timeout();

    /** Time limit of a status call. */
    @WithDefault("4s")
    Duration lookupTimeout();
}
