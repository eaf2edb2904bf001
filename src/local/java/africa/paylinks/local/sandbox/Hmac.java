package africa.paylinks.local.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The HMACs that systems sign their webhooks with: mostly HMAC-SHA256. */
public final class Hmac {

    private Hmac() {
    }

    /** Signs the concatenated parts with a secret that is text. */
    public static byte[] sha256(String secret, byte[]... parts) {
        return sha256(secret.getBytes(StandardCharsets.UTF_8), parts);
    }

    /** Signs the concatenated parts. */
    public static byte[] sha256(byte[] secret, byte[]... parts) {
        return of("HmacSHA256", secret, parts);
    }

    /**
     * Signs the concatenated parts with another algorithm.
     *
     * @param algorithm its name in the JCA, such as {@code HmacSHA512}
     */
    public static byte[] of(String algorithm, byte[] secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
