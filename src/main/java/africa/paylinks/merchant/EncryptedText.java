package africa.paylinks.merchant;

import java.util.Arrays;

/**
 * Text that only the holder of a data key can read; {@link EndpointCipher} makes and opens it.
 *
 * @param keyId which of the data keys
 * @param bytes nonce, ciphertext and tag
 */
public record EncryptedText(String keyId, byte[] bytes) {

    public EncryptedText {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncryptedText sealed && keyId.equals(sealed.keyId) && Arrays.equals(bytes, sealed.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Sealed[keyId=" + keyId + "]";
    }
}
