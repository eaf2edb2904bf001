package africa.paylinks.flashpay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of Flashpay. Its secret, {@code paylinks/<stage>/flashpay}, is a JSON object: {@code token} is the Bearer token
 * of API calls, {@code webhookSecret} the key of webhook signatures.
 */
@ConfigMapping(prefix = "paylinks.flashpay")
public interface FlashpayConfig {

    /** Base URL of Flashpay's API. Flashpay does not publish it; without it, payments by Flashpay are answered 503. */
    Optional<URI> baseUrl();

    /** Path of payment intents; an older revision of the documentation says {@code /api/v1/payment/payments}. */
    @WithDefault("/api/v1/payment")
    String createPath();

    /** Path of the list of banks, which is not documented; without it, the page shows bank ids instead of names. */
    Optional<String> banksPath();

    /** Encoding of webhook signatures, which is not documented. */
    @WithDefault("hex")
    Encoding webhookEncoding();

    /** Largest difference between a webhook's timestamp and the clock, in either direction. */
    @WithDefault("5m")
    Duration webhookTolerance();

    /** Time limit of a call. */
    @WithDefault("15s")
    Duration timeout();

    /** Encodings of a signature. */
    enum Encoding {
        HEX, BASE64
    }
}
