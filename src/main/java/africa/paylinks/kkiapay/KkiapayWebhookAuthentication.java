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
 * Whether a webhook comes from KKiaPay, by the header {@code x-kkiapay-secret}: the hash secret as it is, or the hex
 * HMAC-SHA256 of the body under it. The integration document computes that over {@code JSON.stringify} of the parsed body,
 * so that the bytes as they came are tried first, and what JavaScript makes of them second.
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

    /** The header that signs these bytes. */
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
                || JavaScriptJson.rewritten(body).filter(again -> MessageDigest.isEqual(secret.hmacSha256(again), given)).isPresent();
    }
}
