package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.secrets.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Secrets as Standard Webhooks 1.0 writes them: {@code whsec_} and the base64 of 24 to 64 bytes. */
final class SigningSecrets {

    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int USUAL = 32;
    private static final int LONGEST = 64;
    private static final int ID_LENGTH = 12;

    private SigningSecrets() {
    }

    /** A new secret as text. */
    static String create(SecureRandom random) {
        byte[] bytes = new byte[USUAL];
        random.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** The key that a text stands for; empty when it is no secret. */
    static Optional<Secret> read(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()).trim());
            return key.length < SHORTEST || key.length > LONGEST ? Optional.empty() : Optional.of(Secret.of(key));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** A short name for a secret, of which nothing of it can be told. */
    static String id(String text) {
        return Sha256.hex(text).substring(0, ID_LENGTH);
    }
}
