package africa.paylinks.merchant;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * An API key as it is kept: its hash suffices, because a key is a long random word and not a password.
 *
 * @param sha256 in lower-case hexadecimal
 * @param scopes {@code read}, {@code write}
 * @param name   what the operator calls it; may be empty
 */
public record ApiKey(String sha256, Set<String> scopes, String name, Instant createdAt) {

    private static final int ID_LENGTH = 12;

    public ApiKey {
        scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
    }

    /** A short name for the key, of which nothing of it can be told. */
    String id() {
        return sha256.substring(0, ID_LENGTH);
    }
}
