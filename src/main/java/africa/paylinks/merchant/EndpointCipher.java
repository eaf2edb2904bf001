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
 * Seals what the table must not show: AES-256-GCM under a data key of the stack, bound to the place where it belongs, so
 * that nobody who writes to the table can make one merchant's secret another's.
 */
final class EndpointCipher {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private EndpointCipher() {
    }

    /**
     * Seals a text with the current key.
     *
     * @param place the merchant and what of it this is
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
            throw new IllegalStateException("A text could not be sealed", impossible);
        }
    }

    /** The text that was sealed; empty when it was changed, or sealed with another key or for another place. */
    static Optional<String> open(Secret key, String place, EncryptedText sealed) {
        byte[] bytes = sealed.bytes();
        if (bytes.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
        try {
            return Optional.of(new String(cipher(Cipher.DECRYPT_MODE, key, nonce, place)
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }

    /** Where a merchant's endpoint URL belongs. */
    static String urlOf(String merchant) {
        return merchant + "/url";
    }

    /** Where one of a merchant's signing secrets belongs. */
    static String secretOf(String merchant, String id) {
        return merchant + "/secret/" + id;
    }

    private static Cipher cipher(int mode, Secret key, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        // Of whatever form the key's characters are, their hash has the 256 bits that AES wants.
        cipher.init(mode, new SecretKeySpec(Sha256.of(key.bytes()), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
