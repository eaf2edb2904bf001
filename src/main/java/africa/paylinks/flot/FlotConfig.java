package africa.paylinks.flot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of Flot. */
@ConfigMapping(prefix = "paylinks.flot")
public interface FlotConfig {

    /** Where Flot's API is; the default is that of its developers page. */
    @WithDefault("https://api.flotme.io")
    URI baseUrl();

    /** The id that Flot gave the merchant; without it no link can be created. */
    Optional<String> merchantId();

    /** The header that carries our signature. */
    @WithDefault("X-Flot-Merchant-Signature")
    String signatureHeader();

    /** Which of Flot's two descriptions of its API to follow. */
    @WithDefault("developers-page")
    Dialect dialect();

    /** How long to wait for an answer. */
    @WithDefault("15s")
    Duration timeout();

    /** Flot's two descriptions of its API. */
    enum Dialect {
        /** The public developers page: creation and webhook only. */
        DEVELOPERS_PAGE,
        /** The integration guide v2.0: a merchant id header, and a status call that confirms webhooks. */
        MERCHANT_GUIDE
    }
}
