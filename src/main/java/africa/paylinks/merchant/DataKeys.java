package africa.paylinks.merchant;

import africa.paylinks.http.Json;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretsUnavailable;
import java.util.Optional;

/**
 * The keys that encrypt endpoints, from the secret {@code endpoint-keys}:
 * {@code {"current":"k1","k1":"64 random characters"}}. Replaced keys stay, because backups of the table need them.
 */
final class DataKeys {

    /** The last part of the secret's name. */
    static final String SYSTEM = "endpoint-keys";
    private static final String CURRENT = "current";
    private static final int MIN_KEY_LENGTH = 32;

    private final SecretDocument document;

    DataKeys(SecretDocument document) {
        this.document = document;
    }

    /**
     * The name of the current key.
     *
     * @throws SecretsUnavailable when there is none
     */
    String current() {
        return document.secret(CURRENT).map(Secret::text).filter(name -> key(name).isPresent())
                .orElseThrow(() -> new SecretsUnavailable("The secret for " + SYSTEM + " names no current key of at least "
                        + MIN_KEY_LENGTH + " characters"));
    }

    /** The key with that name; empty when there is none, or it is too short to be random. */
    Optional<Secret> key(String name) {
        return document.secret(name).filter(key -> !name.equals(CURRENT) && key.bytes().length >= MIN_KEY_LENGTH);
    }

    /** A copy with a new current key. */
    SecretDocument with(String name, String key) {
        return new SecretDocument(Json.copy(document.json()).put(CURRENT, name).put(name, key));
    }
}
