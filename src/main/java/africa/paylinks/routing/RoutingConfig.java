package africa.paylinks.routing;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of routing. */
@ConfigMapping(prefix = "paylinks.routing")
public interface RoutingConfig {

    /**
     * Which provider processes a payment whose request names none: rules separated by {@code ;}, of which the first that
     * matches applies, such as {@code GHS/momo=fluid:25,flutterwave; XOF=kkiapay; *=flutterwave}.
     */
    Optional<String> rules();
}
