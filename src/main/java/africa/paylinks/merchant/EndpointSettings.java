package africa.paylinks.merchant;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A merchant's endpoint as it is kept.
 *
 * @param url       sealed, because it may carry a token
 * @param urlSha256 tells one URL from another without opening it
 * @param offSince  when it was switched off; empty while it is in use
 * @param secrets   what webhooks are signed with, newest first
 */
public record EndpointSettings(EncryptedText url, String urlSha256, Optional<Instant> offSince, List<SigningSecret> secrets) {

    public EndpointSettings {
        secrets = secrets.stream()
                .sorted(Comparator.comparing(SigningSecret::createdAt).reversed().thenComparing(SigningSecret::id)).toList();
    }

    /**
     * A secret that webhooks are signed with.
     *
     * @param id    the beginning of its hash, by which operators name it
     * @param value the secret, sealed
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
