package africa.paylinks.kommo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Settings of Kommo. Its secret {@code paylinks/<stage>/kommo} is {@code {"accessToken":"…","webhookToken":"…"}}: the
 * long-lived token of a private integration, and a long random word of your own that ends the URL of the webhook.
 */
@ConfigMapping(prefix = "paylinks.kommo")
public interface KommoConfig {

    /** The account's host name, such as {@code example.kommo.com}. */
    Optional<String> host();

    /** Where the API is, version included; the default is {@code https://<host>/api/v4}. */
    Optional<URI> baseUrl();

    /** The account's id; webhooks of other accounts are ignored. */
    OptionalLong accountId();

    /** The id of the stage in which a deal gets its payment link. */
    OptionalLong invoiceStatusId();

    /** The id of the stage of deals that are won; 142 in every pipeline. */
    @WithDefault("142")
    long wonStatusId();

    /** The id of the stage of deals that are lost; 143 in every pipeline. */
    @WithDefault("143")
    long lostStatusId();

    /** Path below the API that notes are posted to. */
    @WithDefault("/leads/notes")
    String notesPath();

    /** The ISO 4217 code of the deals' prices, which Kommo does not say. */
    @WithDefault("USD")
    String currency();

    /** The provider that takes the payments. */
    @WithDefault("flutterwave")
    String provider();

    /** The merchant whose payments they are. */
    @WithDefault("kommo")
    String merchant();

    /** The URL of the queue between webhook and worker. */
    Optional<String> queueUrl();

    /** How long to wait for one answer of Kommo. */
    @WithDefault("5s")
    Duration timeout();

    /**
     * The shortest time between two requests of one worker. Kommo takes seven requests a second from an account; two
     * workers that keep this distance make six at most.
     */
    @WithDefault("340ms")
    Duration requestInterval();

    /** How long a worker makes no request after Kommo answered 403. */
    @WithDefault("15m")
    Duration pauseWhenBlocked();
}
