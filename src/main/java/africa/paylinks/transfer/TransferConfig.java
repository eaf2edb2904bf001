package africa.paylinks.transfer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of transfers between customers. */
@ConfigMapping(prefix = "paylinks.transfers")
public interface TransferConfig {

    /**
     * Limits per merchant and currency, counted for each sender: rules separated by {@code ;}, of which the first that matches
     * applies, such as {@code shop/GHS=min:1,max:500,day:2000,count:20,zone:Africa/Accra}; {@code *} stands for any merchant.
     */
    Optional<String> limits();

    /** How long a sender has for approving the debit, before the transfer expires. */
    @WithDefault("1h")
    Duration collectionLife();

    /** What happens to money that arrives after its transfer has expired or failed. */
    @WithDefault("credit")
    LateSuccess lateSuccess();

    /** The policies for late money. */
    enum LateSuccess {
        /** Credit the recipient after all. */
        CREDIT,
        /** Keep it for the sender; the merchant pays it back. */
        RETURN
    }
}
