package africa.paylinks.kkiapay;

import africa.paylinks.http.JavaScriptJson;
import africa.paylinks.kkiapay.KkiapayConfig.WebhookMode;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Authenticates KKiaPay's webhooks by the header {@code x-kkiapay-secret}: the hash secret itself, or the hex HMAC-SHA256
 * of the body. The integration document computes the HMAC over {@code JSON.stringify} of the parsed body, so the raw
 * bytes are tried first and JavaScript's serialization second.
 */
final class KkiapayWebhookAuthentication {

    private static final String HEADER = "x-kkiapay-secret";

    private KkiapayWebhookAuthentication() {
    }

    static boolean accepts(SecretDocument secrets, WebhookMode mode, WebhookCall call) {
        Optional<Secret> secret = secrets.secret("webhookSecret");
        Optional<String> header = call.header(HEADER);
        if (secret.isEmpty() || header.isEmpty()) {
            return false;
        }
        boolean isSecret = secret.get().matches(header.get());
        return switch (mode) {
            case STATIC -> isSecret;
            case HMAC_HEX -> isMac(secret.get(), header.get(), call.body());
            case EITHER -> isSecret || isMac(secret.get(), header.get(), call.body());
        };
    }

    /** The header value for these bytes. */
    static String sign(Secret secret, byte[] body) {
        return HexFormat.of().formatHex(secret.hmacSha256(body));
    }

    private static boolean isMac(Secret secret, String header, byte[] body) {
        byte[] given;
        try {
            given = HexFormat.of().parseHex(header);
        } catch (IllegalArgumentException notHex) {
            return false;
        }
        return MessageDigest.isEqual(secret.hmacSha256(body), given)
                || JavaScriptJson.rewritten(body).filter(reserialized -> MessageDigest.isEqual(secret.hmacSha256(reserialized), given)).isPresent();
    }
}
