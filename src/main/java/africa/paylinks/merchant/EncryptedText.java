package africa.paylinks.merchant;

import java.util.Arrays;

/**
 * Encrypted text, see {@link EndpointCipher}.
 *
 * @param keyId the name of the data key
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
        return other instanceof EncryptedText encrypted && keyId.equals(encrypted.keyId) && Arrays.equals(bytes, encrypted.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "EncryptedText[keyId=" + keyId + "]";
    }
}
