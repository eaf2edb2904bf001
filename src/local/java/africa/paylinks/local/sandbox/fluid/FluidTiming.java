package africa.paylinks.local.sandbox.fluid;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long things take at the sandbox's FLUID; the defaults are the documented times, tests want them shorter. */
@ConfigMapping(prefix = "paylinks.local.fluid")
public interface FluidTiming {

    /** Until a test number succeeds or fails by itself. */
    @WithDefault("5s")
    Duration settleAfter();

    /** How long a call that is never answered is held before its connection breaks. */
    @WithDefault("60s")
    Duration holdFor();

    /** Until a webhook is sent for the second time; each further time takes twice as long. */
    @WithDefault("2s")
    Duration retryAfter();

    /** How long a webhook may take to be acknowledged. */
    @WithDefault("5s")
    Duration acknowledgeWithin();
}
