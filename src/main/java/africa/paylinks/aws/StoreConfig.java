package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the table and of retention. */
@ConfigMapping(prefix = "paylinks")
public interface StoreConfig {

    /** The table's name. */
    @WithDefault("paylinks")
    String table();

    /** Settings of idempotency keys. */
    Idempotency idempotency();

    /** Settings of stored webhooks. */
    Webhook webhook();

    /** Settings of idempotency keys. */
    interface Idempotency {

        /** How long a request holds its idempotency key before a retry may take over; longer than the slowest provider call. */
        @WithDefault("35s")
        Duration lease();

        /** How long an idempotency key is stored. */
        @WithDefault("72h")
        Duration life();
    }

    /** Settings of stored webhooks. */
    interface Webhook {

        /** How long a webhook is stored. */
        @WithDefault("30d")
        Duration life();
    }
}
