package africa.paylinks.fluid;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of FLUID Network. Its secret, {@code paylinks/<stage>/fluid}, is {@code {"apiKey":"…","webhookSecret":"…"}}:
 * the key of our calls, and what FLUID signs its webhooks with.
 */
@ConfigMapping(prefix = "paylinks.fluid")
public interface FluidConfig {

    /** Where FLUID's API is; the default is its sandbox, production is {@code https://api.fluid-network.com/api/v1}. */
    @WithDefault("https://sandbox-api.fluid-network.com/api/v1")
    URI baseUrl();

    /**
     * Which of FLUID's two descriptions of its API to follow. The wrong one charges a hundred times too much or too little.
     */
    @WithDefault("guide")
    FluidDialect dialect();

    /** Path of debits below the base URL; only FLUID's reference documents it. */
    @WithDefault("/payment-providers/debit-requests/charge")
    String chargePath();

    /** Path of the balance below the base URL, which FLUID does not publish; without it there is no balance. */
    Optional<String> balancePath();

    /** How long to wait for the answer to a debit. */
    @WithDefault("20s")
    Duration timeout();

    /** How long to wait for the answer to any other call. */
    @WithDefault("5s")
    Duration questionTimeout();
}
