package africa.paylinks.local.sandbox.flashpay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs webhooks: HMAC-SHA256 over timestamp, dot and body. */
public final class FlashpaySignature {

    private FlashpaySignature() {
    }

    /** Makes the value of {@code X-Webhook-Signature}, in the encoding that most expect. */
    public static String hex(String secret, String timestamp, byte[] body) {
        return HexFormat.of().formatHex(bytes(secret, timestamp, body));
    }

    /** Makes the value of {@code X-Webhook-Signature} in the other encoding that the documentation leaves open. */
    public static String base64(String secret, String timestamp, byte[] body) {
        return Base64.getEncoder().encodeToString(bytes(secret, timestamp, body));
    }

    private static byte[] bytes(String secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
