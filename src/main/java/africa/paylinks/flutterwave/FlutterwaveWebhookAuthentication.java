package africa.paylinks.flutterwave;

import africa.paylinks.flutterwave.FlutterwaveConfig.WebhookMode;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import java.util.Base64;
import java.util.Optional;

/**
 * Authenticates Flutterwave's webhooks. Without a configured {@code webhookHash} all calls are rejected. Only the
 * configured mode's header is read; otherwise a caller could choose the weaker proof.
 */
final class FlutterwaveWebhookAuthentication {

    private FlutterwaveWebhookAuthentication() {
    }

    static boolean accepts(WebhookMode mode, SecretDocument secrets, WebhookCall call) {
        Optional<Secret> hash = secrets.secret("webhookHash");
        Optional<String> proof = call.header(mode == WebhookMode.STATIC ? "verif-hash" : "flutterwave-signature");
        if (hash.isEmpty() || proof.isEmpty()) {
            return false;
        }
        return mode == WebhookMode.STATIC
                ? hash.get().matches(proof.get())
                : Secret.of(signature(hash.get(), call.body())).matches(proof.get().trim());
    }

    /** The base64 HMAC-SHA256 of the body. */
    static String signature(Secret key, byte[] body) {
        return Base64.getEncoder().encodeToString(key.hmacSha256(body));
    }
}
