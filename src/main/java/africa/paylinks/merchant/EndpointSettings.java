package africa.paylinks.merchant;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A merchant's stored endpoint.
 *
 * @param url       encrypted, because it may contain a token
 * @param urlSha256 identifies the URL without decrypting it
 * @param offSince  when it was switched off; empty while it is on
 * @param secrets   the signing secrets, newest first
 */
public record EndpointSettings(EncryptedText url, String urlSha256, Optional<Instant> offSince, List<SigningSecret> secrets) {

    public EndpointSettings {
        secrets = secrets.stream()
                .sorted(Comparator.comparing(SigningSecret::createdAt).reversed().thenComparing(SigningSecret::id)).toList();
    }

    /**
     * A secret that signs webhooks.
     *
     * @param id    the beginning of its hash, for operators
     * @param value the encrypted secret
     */
    public record SigningSecret(String id, EncryptedText value, Instant createdAt) {
    }

    EndpointSettings at(EncryptedText newUrl, String newUrlSha256) {
        return new EndpointSettings(newUrl, newUrlSha256, newUrlSha256.equals(urlSha256) ? offSince : Optional.empty(), secrets);
    }

    EndpointSettings off(Optional<Instant> since) {
        return new EndpointSettings(url, urlSha256, since, secrets);
    }

    EndpointSettings with(List<SigningSecret> newSecrets) {
        return new EndpointSettings(url, urlSha256, offSince, newSecrets);
    }
}
