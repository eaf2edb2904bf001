package africa.paylinks.fluid;

import africa.paylinks.secrets.Secret;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The signature of FLUID's webhooks: HMAC-SHA256 over the body's bytes as they came, in hex (integration guide, 4.1). */
final class FluidSignature {

    private static final String PREFIX = "sha256=";

    private FluidSignature() {
    }

    /** The signature of these bytes, in lower-case hex. */
    static String sign(byte[] body, Secret secret) {
        return HexFormat.of().formatHex(secret.hmacSha256(body));
    }

    /** Whether a header signs these bytes; hex of any case, with or without {@code sha256=} before it. */
    static boolean matches(String header, byte[] body, Secret secret) {
        String hex = header.trim();
        if (hex.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
            hex = hex.substring(PREFIX.length());
        }
        try {
            return MessageDigest.isEqual(secret.hmacSha256(body), HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException notHex) {
            return false;
        }
    }
}
