package africa.paylinks.merchant;

import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Where each merchant wants to hear of its payments, from the secret {@code merchants}:
 * {@code {"shop":{"endpoint":{"url":"https://…","secrets":["whsec_…"]}}}}.
 */
@Singleton
public final class MerchantEndpoints {

    private static final Logger LOG = Logger.getLogger(MerchantEndpoints.class);
    private static final String SYSTEM = "merchants";
    private static final String SECRET_PREFIX = "whsec_";
    /** Standard Webhooks 1.0 wants 24 to 64 bytes. */
    private static final int SHORTEST_SECRET = 24;
    private static final int LONGEST_SECRET = 64;

    private final Secrets secrets;

    public MerchantEndpoints(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * A merchant's endpoint; empty when it has none.
     *
     * @throws africa.paylinks.secrets.SecretsUnavailable when the merchants cannot be read
     */
    public Optional<MerchantEndpoint> find(String merchant) {
        JsonNode endpoint = secrets.current(SYSTEM).json().path(merchant).path("endpoint");
        String url = endpoint.path("url").asText("").trim();
        return url.isEmpty() ? Optional.empty()
                : Optional.of(new MerchantEndpoint(merchant, url, keys(merchant, endpoint.path("secrets"))));
    }

    /**
     * Reads the merchants.
     *
     * @throws africa.paylinks.secrets.SecretsUnavailable when they cannot be read
     */
    public void prepare() {
        secrets.current(SYSTEM);
    }

    private static List<Secret> keys(String merchant, JsonNode texts) {
        List<Secret> keys = new ArrayList<>();
        for (JsonNode text : texts) {
            key(text.asText()).ifPresentOrElse(keys::add, () -> LOG.errorf(
                    "endpoint-secret-ignored merchant=%s: it is not whsec_ and base64 of %d to %d bytes", merchant,
                    SHORTEST_SECRET, LONGEST_SECRET));
        }
        return keys;
    }

    private static Optional<Secret> key(String text) {
        if (!text.startsWith(SECRET_PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length()).trim());
            return key.length < SHORTEST_SECRET || key.length > LONGEST_SECRET ? Optional.empty() : Optional.of(Secret.of(key));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
