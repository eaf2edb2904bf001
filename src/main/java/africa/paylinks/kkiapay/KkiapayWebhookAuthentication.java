package africa.paylinks.kkiapay;

import africa.paylinks.kkiapay.KkiapayConfig.WebhookMode;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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
        return HexFormat.of().formatHex(mac(secret, body));
    }

    private static boolean isMac(Secret secret, String header, byte[] body) {
        byte[] given;
        try {
            given = HexFormat.of().parseHex(header);
        } catch (IllegalArgumentException notHex) {
            return false;
        }
        return MessageDigest.isEqual(mac(secret, body), given)
                || JavaScriptJson.rewritten(body).filter(again -> MessageDigest.isEqual(mac(secret, again), given)).isPresent();
    }

    private static byte[] mac(Secret secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.bytes(), "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
