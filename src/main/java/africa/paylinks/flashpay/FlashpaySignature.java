package africa.paylinks.flashpay;

import africa.paylinks.flashpay.FlashpayConfig.Encoding;
import africa.paylinks.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Flashpay's webhook signature: HMAC-SHA256 over the unchanged timestamp header, a dot, and the raw body (Flashpay,
 * "Webhooks", modified 2025-11-25).
 */
final class FlashpaySignature {

    /** Seconds only; 13 digits of milliseconds are not documented and are rejected. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final String PREFIX = "sha256=";

    private FlashpaySignature() {
    }

    /** Whether the timestamp is in Unix seconds and within the tolerance of now, past or future. */
    static boolean isTimely(String timestamp, Instant now, Duration tolerance) {
        return SECONDS.matcher(timestamp).matches()
                && Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) <= tolerance.toSeconds();
    }

    /** Whether the signature matches timestamp and body, compared in constant time. */
    static boolean matches(String signature, String timestamp, byte[] body, Secret secret, Encoding encoding) {
        String text = signature.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                ? signature.substring(PREFIX.length())
                : signature;
        try {
            byte[] given = encoding == Encoding.HEX ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text);
            return MessageDigest.isEqual(sign(timestamp, body, secret), given);
        } catch (IllegalArgumentException notEncodedSo) {
            return false;
        }
    }

    /** The signature of timestamp and body, 32 bytes. */
    static byte[] sign(String timestamp, byte[] body, Secret secret) {
        return secret.hmacSha256((timestamp + ".").getBytes(StandardCharsets.US_ASCII), body);
    }
}
