package africa.paylinks.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes HMACs: HMAC-SHA256 for everything that this product signs itself, and the algorithms that providers sign with. */
public final class Hmac {

    private static final String SHA256 = "HmacSHA256";

    private Hmac() {
    }

    /**
     * The 32-byte HMAC-SHA256 of the concatenated parts.
     *
     * @param key at least one byte
     */
    public static byte[] sha256(byte[] key, byte[]... parts) {
        return of(SHA256, key, parts);
    }

    /**
     * The MAC of the concatenated parts.
     *
     * @param algorithm its name in the JCA, such as {@code HmacSHA512}
     * @param key at least one byte
     * @throws IllegalStateException when there is no such algorithm
     */
    public static byte[] of(String algorithm, byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException unknown) {
            throw new IllegalStateException(unknown);
        }
    }
}
