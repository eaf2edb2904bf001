package africa.paylinks.fluid;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of FLUID Network. Its secret, {@code paylinks/<stage>/fluid}, is {@code {"apiKey":"…","webhookSecret":"…"}}:
 * the key of API calls and the key of webhook signatures.
 */
@ConfigMapping(prefix = "paylinks.fluid")
public interface FluidConfig {

    /** Base URL of FLUID's API; the default is its sandbox, production is {@code https://api.fluid-network.com/api/v1}. */
    @WithDefault("https://sandbox-api.fluid-network.com/api/v1")
    URI baseUrl();

    /**
     * Which of FLUID's two API documents to follow. The wrong one charges 100 times too much or too little.
     */
    @WithDefault("guide")
    FluidDialect dialect();

    /** Path below the base URL that creates debits; only FLUID's reference documents it. */
    @WithDefault("/payment-providers/debit-requests/charge")
    String chargePath();

    /** Path of the balance below the base URL. FLUID does not publish it; without it, no balance is offered. */
    Optional<String> balancePath();

    /** Time limit of the call that creates a debit. */
    @WithDefault("20s")
    Duration timeout();

    /** Time limit of all other calls. */
    @WithDefault("5s")
    Duration questionTimeout();
}
