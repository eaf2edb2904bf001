package africa.paylinks.secrets;

import africa.paylinks.crypto.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret value that cannot be printed by accident and is compared in constant time. */
public final class Secret {

    private final byte[] value;

    private Secret(byte[] value) {
        this.value = value;
    }

    /**
     * Creates a secret from text, as UTF-8 bytes.
     *
     * @throws IllegalArgumentException when it is blank, because an empty secret would match a missing header
     */
    public static Secret of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("A secret cannot be empty");
        }
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Creates a secret from bytes, such as a decoded key.
     *
     * @throws IllegalArgumentException when there are no bytes
     */
    public static Secret of(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("A secret cannot be empty");
        }
        return new Secret(bytes.clone());
    }

    /** Whether these bytes equal the secret, in constant time. */
    public boolean matches(byte[] candidate) {
        return MessageDigest.isEqual(value, candidate);
    }

    /** Whether this text equals the secret, as UTF-8 bytes. */
    public boolean matches(String candidate) {
        return matches(candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** The HMAC-SHA256 of the concatenated parts, with the secret as the key. */
    public byte[] hmacSha256(byte[]... parts) {
        return Hmac.sha256(value, parts);
    }

    /** The MAC of the concatenated parts by an algorithm of the JCA, such as {@code HmacSHA512}, with the secret as the key. */
    public byte[] hmac(String algorithm, byte[]... parts) {
        return Hmac.of(algorithm, value, parts);
    }

    /** The secret's bytes. */
    public byte[] bytes() {
        return value.clone();
    }

    /** The secret as text, for headers. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Secret[not shown]";
    }
}
