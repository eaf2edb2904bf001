package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.merchant.EndpointSettings.SigningSecret;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds merchants' endpoints. Each lookup reads the table, so operators' changes apply immediately; the data key is cached
 * like any other secret.
 */
@Singleton
public final class MerchantEndpoints {

    private static final Logger LOG = Logger.getLogger(MerchantEndpoints.class);

    private final MerchantStore store;
    private final Secrets secrets;

    public MerchantEndpoints(MerchantStore store, Secrets secrets) {
        this.store = store;
        this.secrets = secrets;
    }

    /**
     * The endpoints of a merchant, oldest first.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the merchant cannot be read
     * @throws SecretsUnavailable                       when an endpoint cannot be decrypted
     */
    public List<MerchantEndpoint> of(String merchant) {
        return store.find(merchant).map(this::of).orElse(List.of());
    }

    /** The endpoints of a merchant that was read, oldest first. */
    List<MerchantEndpoint> of(MerchantProfile merchant) {
        return merchant.endpoints().stream().map(endpoint -> open(merchant.name(), endpoint)).toList();
    }

    private MerchantEndpoint open(String merchant, EndpointSettings endpoint) {
        String key = MerchantEndpoint.key(merchant, endpoint.id());
        String url = open(EndpointCipher.urlOf(key), endpoint.url())
                .orElseThrow(() -> new SecretsUnavailable("The endpoint " + key + " cannot be decrypted"));
        return new MerchantEndpoint(merchant, endpoint.id(), url, endpoint.offSince().isPresent(), endpoint.types(),
                endpoint.createdAt(), keys(key, endpoint.secrets()));
    }

    /**
     * Switches off an endpoint, unless its URL has changed.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when it cannot be written
     */
    public void switchOff(MerchantEndpoint endpoint, Instant at) {
        store.switchOff(endpoint.merchant(), endpoint.id(), Sha256.hex(endpoint.url()), at);
    }

    /**
     * Loads the data keys.
     *
     * @throws SecretsUnavailable when they cannot be read
     */
    public void prepare() {
        secrets.current(DataKeys.SYSTEM);
    }

    private List<Secret> keys(String endpoint, List<SigningSecret> sealed) {
        List<Secret> keys = new ArrayList<>();
        for (SigningSecret secret : sealed) {
            open(EndpointCipher.secretOf(endpoint, secret.id()), secret.value()).flatMap(SigningSecrets::read)
                    .ifPresentOrElse(keys::add, () -> LOG.errorf(
                            "endpoint-secret-ignored merchant=%s endpoint=%s secret=%s: it cannot be decrypted, or is not whsec_ and base64",
                            MerchantEndpoint.merchantOf(endpoint), MerchantEndpoint.idOf(endpoint), secret.id()));
        }
        return keys;
    }

    private Optional<String> open(String place, EncryptedText sealed) {
        return EndpointCipher.open(key(sealed.keyId()), place, sealed);
    }

    /** An unknown key is reloaded at most once a minute. */
    private Secret key(String keyId) {
        List<Secret> found = new ArrayList<>(1);
        secrets.acceptsCurrent(DataKeys.SYSTEM, document -> new DataKeys(document).key(keyId).map(found::add).isPresent());
        return found.stream().findFirst()
                .orElseThrow(() -> new SecretsUnavailable("The secret for " + DataKeys.SYSTEM + " has no key " + keyId));
    }
}
