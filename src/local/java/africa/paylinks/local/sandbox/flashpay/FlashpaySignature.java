package africa.paylinks.local.sandbox.flashpay;

import africa.paylinks.local.sandbox.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** Signs webhooks: HMAC-SHA256 over timestamp, dot and body. */
public final class FlashpaySignature {

    private FlashpaySignature() {
    }

    /** Returns the value of {@code X-Webhook-Signature} in hex. */
    public static String hex(String secret, String timestamp, byte[] body) {
        return HexFormat.of().formatHex(bytes(secret, timestamp, body));
    }

    /** Returns the value of {@code X-Webhook-Signature} in base64; the documentation does not name the encoding. */
    public static String base64(String secret, String timestamp, byte[] body) {
        return Base64.getEncoder().encodeToString(bytes(secret, timestamp, body));
    }

    private static byte[] bytes(String secret, String timestamp, byte[] body) {
        return Hmac.sha256(secret, (timestamp + ".").getBytes(StandardCharsets.UTF_8), body);
    }
}
