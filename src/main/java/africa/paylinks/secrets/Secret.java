package africa.paylinks.secrets;

import africa.paylinks.crypto.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret value that cannot be printed by accident and is compared in constant time. */
public final class Secret {

    private final byte[] value;

    private Secret(byte[] value) {
        this.value = value;
    }

    /**
     * Takes text as a secret, by its UTF-8 bytes.
     *
     * @throws IllegalArgumentException when it is blank: an empty secret would match an absent header
     */
    public static Secret of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("A secret is not empty");
        }
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes bytes as a secret, such as a decoded key.
     *
     * @throws IllegalArgumentException when there are none
     */
    public static Secret of(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("A secret is not empty");
        }
        return new Secret(bytes.clone());
    }

    /** Whether these bytes are the secret; takes as long for a wrong one as for the right one. */
    public boolean matches(byte[] candidate) {
        return MessageDigest.isEqual(value, candidate);
    }

    /** Whether this text is the secret, by its UTF-8 bytes. */
    public boolean matches(String candidate) {
        return matches(candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** The HMAC-SHA256 of these bytes, one after the other, with the secret as its key. */
    public byte[] hmacSha256(byte[]... parts) {
        return HmacSha256.of(value, parts);
    }

    /** The secret's bytes, for whatever is made of them. */
    public byte[] bytes() {
        return value.clone();
    }

    /** The secret as text, for headers that carry it. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Secret[not shown]";
    }
}
