package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.secrets.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Signing secrets in the format of Standard Webhooks 1.0: {@code whsec_} and the base64 of 24 to 64 bytes. */
final class SigningSecrets {

    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int DEFAULT_BYTES = 32;
    private static final int MAX_BYTES = 64;
    private static final int ID_LENGTH = 12;

    private SigningSecrets() {
    }

    /** Creates a random secret. */
    static String create(SecureRandom random) {
        byte[] bytes = new byte[DEFAULT_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Decodes a secret; empty when it is invalid. */
    static Optional<Secret> read(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()).trim());
            return key.length < MIN_BYTES || key.length > MAX_BYTES ? Optional.empty() : Optional.of(Secret.of(key));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** A short id that reveals nothing of the secret. */
    static String id(String text) {
        return Sha256.hex(text).substring(0, ID_LENGTH);
    }
}
