package africa.paylinks.provider;

import java.util.Map;
import java.util.Set;

/** A provider that sends webhooks. */
public interface WebhookSource extends Provider {

    /**
     * Whether the call is authentic.
     *
     * @throws africa.paylinks.secrets.SecretsUnavailable when the secret that the check needs cannot be read
     */
    boolean isAuthentic(WebhookCall call);

    /**
     * Reads an authentic call.
     *
     * @throws UnreadableWebhook when it does not match the provider's documentation
     */
    ProviderEvent read(WebhookCall call);

    /** How far an authentic webhook can be trusted. */
    Evidence evidence();

    /** Headers of the response to a call that is not authentic. */
    default Map<String, String> challenge() {
        return Map.of();
    }

    /** Headers to store with a webhook, by lower-case name; none may carry a credential. */
    default Set<String> recordedHeaders() {
        return Set.of();
    }

    /** How far an authentic webhook can be trusted. */
    enum Evidence {
        /** The webhook proves its content. */
        PROOF,
        /** The webhook must be confirmed by the provider's status call. */
        HINT
    }
}
