package africa.paylinks.routing;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of routing. */
@ConfigMapping(prefix = "paylinks.routing")
public interface RoutingConfig {

    /**
     * Who takes payments whose request names no provider: rules apart by {@code ;}, of which the first that fits counts,
     * such as {@code GHS/momo=fluid:25,flutterwave; XOF=kkiapay; *=flutterwave}.
     */
    Optional<String> rules();
}
