package africa.paylinks.local.sandbox.fluid;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The delays of the simulated FLUID. The defaults are the documented times; tests shorten them. */
@ConfigMapping(prefix = "paylinks.local.fluid")
public interface FluidTiming {

    /** Delay until a test number succeeds or fails. */
    @WithDefault("5s")
    Duration settleAfter();

    /** How long an unanswered connection stays open before it breaks. */
    @WithDefault("60s")
    Duration holdFor();

    /** Delay before the first repetition of a webhook; it doubles with each repetition. */
    @WithDefault("2s")
    Duration retryAfter();

    /** How long the product may take to acknowledge a webhook. */
    @WithDefault("5s")
    Duration acknowledgeWithin();
}
