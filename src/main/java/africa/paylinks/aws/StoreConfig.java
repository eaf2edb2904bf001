package africa.paylinks.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the table and of how long what is kept in it. */
@ConfigMapping(prefix = "paylinks")
public interface StoreConfig {

    /** The table's name. */
    @WithDefault("paylinks")
    String table();

    /** Of idempotency keys. */
    Idempotency idempotency();

    /** Of webhooks. */
    Webhook webhook();

    /** Settings of idempotency keys. */
    interface Idempotency {

        /** How long one call may work on a request before a retry takes it over; longer than the slowest provider. */
        @WithDefault("35s")
        Duration lease();

        /** How long an idempotency key is remembered. */
        @WithDefault("72h")
        Duration life();
    }

    /** Settings of stored webhooks. */
    interface Webhook {

        /** How long a webhook is kept. */
        @WithDefault("30d")
        Duration life();
    }
}
