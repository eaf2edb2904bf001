package africa.paylinks.provider;

import java.util.Map;
import java.util.Set;

/** A provider that calls us. */
public interface WebhookSource extends Provider {

    /**
     * Whether the call comes from the provider.
     *
     * @throws africa.paylinks.secrets.SecretsUnavailable when what it takes to know cannot be had
     */
    boolean isAuthentic(WebhookCall call);

    /**
     * Reads an authentic call.
     *
     * @throws UnreadableWebhook when it is not what the provider documents
     */
    ProviderEvent read(WebhookCall call);

    /** What an authentic call is worth. */
    Evidence evidence();

    /** Headers of the refusal of a call that is not authentic. */
    default Map<String, String> challenge() {
        return Map.of();
    }

    /** Headers worth keeping with a stored call, by lower-case name; none that carries a credential. */
    default Set<String> recordedHeaders() {
        return Set.of();
    }

    /** What an authentic call is worth. */
    enum Evidence {
        /** It is believed as it stands. */
        PROOF,
        /** It only says where to look: the provider's status call must confirm it. */
        HINT
    }
}
