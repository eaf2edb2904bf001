package africa.paylinks.flashpay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of Flashpay. Its secret, {@code paylinks/<stage>/flashpay}, is a JSON object: {@code token} is the Bearer token
 * of our calls, {@code webhookSecret} the key that its webhooks are signed with.
 */
@ConfigMapping(prefix = "paylinks.flashpay")
public interface FlashpayConfig {

    /** Where Flashpay's API is, which Flashpay does not publish; without it Flashpay's payments are answered 503. */
    Optional<URI> baseUrl();

    /** Path of payment intents; an older revision of the documentation says {@code /api/v1/payment/payments}. */
    @WithDefault("/api/v1/payment")
    String createPath();

    /** Path of the list of banks, which is not documented; without it banks are shown by their id. */
    Optional<String> banksPath();

    /** How the signature of a webhook is encoded, which the documentation does not say. */
    @WithDefault("hex")
    Encoding webhookEncoding();

    /** How far a webhook's timestamp may be from our clock, in either direction. */
    @WithDefault("5m")
    Duration webhookTolerance();

    /** How long to wait for an answer. */
    @WithDefault("15s")
    Duration timeout();

    /** How the bytes of a signature become text. */
    enum Encoding {
        HEX, BASE64
    }
}
