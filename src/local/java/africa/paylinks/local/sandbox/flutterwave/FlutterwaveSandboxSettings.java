package africa.paylinks.local.sandbox.flutterwave;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the played Flutterwave differs from the real one. */
@ConfigMapping(prefix = "paylinks.local.flutterwave")
public interface FlutterwaveSandboxSettings {

    /** Time between the three repetitions of a webhook that was not answered with 200; 30 minutes at Flutterwave. */
    @WithDefault("3s")
    Duration webhookInterval();
}
