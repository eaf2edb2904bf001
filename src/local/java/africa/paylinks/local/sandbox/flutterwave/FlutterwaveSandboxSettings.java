package africa.paylinks.local.sandbox.flutterwave;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings in which the simulated Flutterwave differs from the real one. */
@ConfigMapping(prefix = "paylinks.local.flutterwave")
public interface FlutterwaveSandboxSettings {

    /** Time between the three repetitions of a webhook whose answer is not 200; 30 minutes in production. */
    @WithDefault("3s")
    Duration webhookInterval();
}
