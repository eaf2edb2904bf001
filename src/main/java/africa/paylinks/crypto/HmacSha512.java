package africa.paylinks.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes HMAC-SHA512, for providers that sign with it; everything of our own uses {@link HmacSha256}. */
public final class HmacSha512 {

    private static final String ALGORITHM = "HmacSHA512";

    private HmacSha512() {
    }

    /**
     * The 64-byte MAC of the message.
     *
     * @param key at least one byte
     */
    public static byte[] of(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
