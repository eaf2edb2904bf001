package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.secrets.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts endpoint settings in the table: AES-256-GCM with a data key of the stack. The place is authenticated as well, so
 * that nobody with write access to the table can move a secret from one merchant to another.
 */
final class EndpointCipher {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private EndpointCipher() {
    }

    /**
     * Encrypts a text with the current key.
     *
     * @param place the merchant and the name of the value
     */
    static EncryptedText seal(DataKeys keys, SecureRandom random, String place, String text) {
        String keyId = keys.current();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.key(keyId).orElseThrow(), nonce, place)
                    .doFinal(text.getBytes(StandardCharsets.UTF_8));
            return new EncryptedText(keyId, ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("A text could not be encrypted", impossible);
        }
    }

    /** Decrypts a text; empty when it was changed, or encrypted with another key or for another place. */
    static Optional<String> open(Secret key, String place, EncryptedText sealed) {
        byte[] bytes = sealed.bytes();
        if (bytes.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
        try {
            return Optional.of(new String(cipher(Cipher.DECRYPT_MODE, key, nonce, place)
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException malformed) {
            return Optional.empty();
        }
    }

    /**
     * The place of an endpoint's URL.
     *
     * @param endpoint the key of the endpoint
     */
    static String urlOf(String endpoint) {
        return endpoint + "/url";
    }

    /**
     * The place of one of an endpoint's signing secrets.
     *
     * @param endpoint the key of the endpoint
     */
    static String secretOf(String endpoint, String id) {
        return endpoint + "/secret/" + id;
    }

    private static Cipher cipher(int mode, Secret key, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        // The hash gives the 256 bits that AES needs, whatever the key's format.
        cipher.init(mode, new SecretKeySpec(Sha256.of(key.bytes()), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
