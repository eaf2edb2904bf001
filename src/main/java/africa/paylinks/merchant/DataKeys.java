package africa.paylinks.merchant;

import africa.paylinks.http.Json;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretsUnavailable;
import java.util.Optional;

/**
 * The keys that endpoints are sealed with, from the secret {@code endpoint-keys}:
 * {@code {"current":"k1","k1":"64 random characters"}}. A key that was replaced stays, because backups of the table need it.
 */
final class DataKeys {

    /** The last part of the secret's name. */
    static final String SYSTEM = "endpoint-keys";
    private static final String CURRENT = "current";
    private static final int SHORTEST_KEY = 32;

    private final SecretDocument document;

    DataKeys(SecretDocument document) {
        this.document = document;
    }

    /**
     * The name of the key to seal with.
     *
     * @throws SecretsUnavailable when there is none
     */
    String current() {
        return document.secret(CURRENT).map(Secret::text).filter(name -> key(name).isPresent())
                .orElseThrow(() -> new SecretsUnavailable("The secret for " + SYSTEM + " names no current key of at least "
                        + SHORTEST_KEY + " characters"));
    }

    /** The key of a name; empty when there is none, or one too short to be random. */
    Optional<Secret> key(String name) {
        return document.secret(name).filter(key -> !name.equals(CURRENT) && key.bytes().length >= SHORTEST_KEY);
    }

    /** The same keys and one more, which is the current one from now on. */
    SecretDocument with(String name, String key) {
        return new SecretDocument(Json.copy(document.json()).put(CURRENT, name).put(name, key));
    }
}
