package africa.paylinks.merchant;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One of a merchant's stored endpoints.
 *
 * @param id        unique among the merchant's endpoints
 * @param types     the types of events that it receives
 * @param createdAt it receives no events from before, unless they are resent
 * @param url       encrypted, because it may contain a token
 * @param urlSha256 identifies the URL without decrypting it
 * @param offSince  when it was switched off; empty while it is on
 * @param secrets   the signing secrets, newest first
 */
public record EndpointSettings(String id, EventTypes types, Instant createdAt, EncryptedText url, String urlSha256,
        Optional<Instant> offSince, List<SigningSecret> secrets) {

    /** The endpoint that operators set without naming one. */
    public static final String DEFAULT_ID = "default";

    public EndpointSettings {
        secrets = secrets.stream()
                .sorted(Comparator.comparing(SigningSecret::createdAt).reversed().thenComparing(SigningSecret::id)).toList();
    }

    /** The default endpoint, which receives all events. */
    public EndpointSettings(EncryptedText url, String urlSha256, Optional<Instant> offSince, List<SigningSecret> secrets) {
        this(DEFAULT_ID, EventTypes.ALL, Instant.EPOCH, url, urlSha256, offSince, secrets);
    }

    /**
     * A secret that signs webhooks.
     *
     * @param id    the beginning of its hash, for operators
     * @param value the encrypted secret
     */
    public record SigningSecret(String id, EncryptedText value, Instant createdAt) {
    }

    /** Whether it receives an event of this type that happened at this time. */
    public boolean receives(String type, Instant at) {
        return types.include(type) && !at.isBefore(createdAt);
    }

    EndpointSettings at(EncryptedText newUrl, String newUrlSha256) {
        return new EndpointSettings(id, types, createdAt, newUrl, newUrlSha256,
                newUrlSha256.equals(urlSha256) ? offSince : Optional.empty(), secrets);
    }

    EndpointSettings of(EventTypes newTypes) {
        return new EndpointSettings(id, newTypes, createdAt, url, urlSha256, offSince, secrets);
    }

    EndpointSettings off(Optional<Instant> since) {
        return new EndpointSettings(id, types, createdAt, url, urlSha256, since, secrets);
    }

    EndpointSettings with(List<SigningSecret> newSecrets) {
        return new EndpointSettings(id, types, createdAt, url, urlSha256, offSince, newSecrets);
    }
}
