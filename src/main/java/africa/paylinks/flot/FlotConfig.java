package africa.paylinks.flot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of Flot. */
@ConfigMapping(prefix = "paylinks.flot")
public interface FlotConfig {

    /** Base URL of Flot's API; the default comes from its developers page. */
    @WithDefault("https://api.flotme.io")
    URI baseUrl();

    /** The merchant id that Flot issued; required to create links. */
    Optional<String> merchantId();

    /** The header of the request signature. */
    @WithDefault("X-Flot-Merchant-Signature")
    String signatureHeader();

    /** Which of Flot's two API documents to follow. */
    @WithDefault("developers-page")
    Dialect dialect();

    /** Time limit of a call. */
    @WithDefault("15s")
    Duration timeout();

    /** Flot's two API documents. */
    enum Dialect {
        /** The public developers page: creation and webhook only. */
        DEVELOPERS_PAGE,
        /** The integration guide v2.0: adds a merchant id header and a status call that confirms webhooks. */
        MERCHANT_GUIDE
    }
}
