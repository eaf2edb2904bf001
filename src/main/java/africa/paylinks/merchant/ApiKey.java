package africa.paylinks.merchant;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A stored API key. Its hash suffices, because a key is random and not a password.
 *
 * @param sha256 in lower-case hexadecimal
 * @param scopes {@code read}, {@code write}
 * @param name   the operator's name for it; may be empty
 */
public record ApiKey(String sha256, Set<String> scopes, String name, Instant createdAt) {

    private static final int ID_LENGTH = 12;

    public ApiKey {
        scopes = Collections.unmodifiableSet(new TreeSet<>(scopes));
    }

    /** A short id that reveals nothing of the key. */
    String id() {
        return sha256.substring(0, ID_LENGTH);
    }
}
