package africa.paylinks.kommo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Settings of Kommo. Its secret {@code paylinks/<stage>/kommo} is {@code {"accessToken":"…","webhookToken":"…"}}: the
 * long-lived token of a private integration, and a long random string of yours, the last segment of the webhook's URL.
 */
@ConfigMapping(prefix = "paylinks.kommo")
public interface KommoConfig {

    /** The account's host name, such as {@code example.kommo.com}. */
    Optional<String> host();

    /** Base URL of the API, with the version; the default is {@code https://<host>/api/v4}. */
    Optional<URI> baseUrl();

    /** The account's id; webhooks of other accounts are ignored. */
    OptionalLong accountId();

    /** The id of the stage in which a deal gets a payment link. */
    OptionalLong invoiceStatusId();

    /** The id of the stage of won deals; 142 in every pipeline. */
    @WithDefault("142")
    long wonStatusId();

    /** The id of the stage of lost deals; 143 in every pipeline. */
    @WithDefault("143")
    long lostStatusId();

    /** Path below the API's base URL that creates notes. */
    @WithDefault("/leads/notes")
    String notesPath();

    /** The ISO 4217 code of the deals' prices; Kommo's API does not return it. */
    @WithDefault("USD")
    String currency();

    /** The provider of the payments. */
    @WithDefault("flutterwave")
    String provider();

    /** The merchant who owns the payments. */
    @WithDefault("kommo")
    String merchant();

    /** The URL of the queue between webhook and worker. */
    Optional<String> queueUrl();

    /** Time limit of a call. */
    @WithDefault("5s")
    Duration timeout();

    /**
     * The shortest time between two requests of one worker. Kommo accepts seven requests per second and account; with the
     * default, two workers send at most six.
     */
    @WithDefault("340ms")
    Duration requestInterval();

    /** How long a worker sends no request after Kommo answered 403. */
    @WithDefault("15m")
    Duration pauseWhenBlocked();
}
