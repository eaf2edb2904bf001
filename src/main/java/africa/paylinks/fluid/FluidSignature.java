package africa.paylinks.fluid;

import africa.paylinks.secrets.Secret;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The signature of FLUID's webhooks: hex HMAC-SHA256 of the raw body (integration guide, 4.1). */
final class FluidSignature {

    private static final String PREFIX = "sha256=";

    private FluidSignature() {
    }

    /** Signs the bytes; returns lower-case hex. */
    static String sign(byte[] body, Secret secret) {
        return HexFormat.of().formatHex(secret.hmacSha256(body));
    }

    /** Whether the header holds the body's signature; hex in any case, with or without the prefix {@code sha256=}. */
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
