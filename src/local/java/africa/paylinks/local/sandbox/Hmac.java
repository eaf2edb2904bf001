package africa.paylinks.local.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The HMAC-SHA256 that most systems sign their webhooks with. */
public final class Hmac {

    private Hmac() {
    }

    /** Signs the concatenated parts with a secret that is text. */
    public static byte[] sha256(String secret, byte[]... parts) {
        return sha256(secret.getBytes(StandardCharsets.UTF_8), parts);
    }

    /** Signs the concatenated parts. */
    public static byte[] sha256(byte[] secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
