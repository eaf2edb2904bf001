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

    /** Where Flashpay's API is. There is no default, because its documentation shows a placeholder only. */
    Optional<URI> baseUrl();

    /** Where payment intents are made; an older revision of the documentation says {@code /api/v1/payment/payments}. */
    @WithDefault("/api/v1/payment")
    String createPath();

    /** Where the banks are listed. The list is documented and its path is not; without it banks are shown by their id. */
    Optional<String> banksPath();

    /** How the signature of a webhook is written, which the documentation does not say. */
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
