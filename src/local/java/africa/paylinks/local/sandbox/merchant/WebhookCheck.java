package africa.paylinks.local.sandbox.merchant;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.sandbox.Hmac;
import africa.paylinks.local.sandbox.Webhooks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

/** Verifies a webhook as Standard Webhooks 1.0 tells merchants to. */
final class WebhookCheck {

    private static final long TOLERANCE_SECONDS = 300;

    private final Clock clock;

    WebhookCheck(Clock clock) {
        this.clock = clock;
    }

    /** Returns what is wrong with a webhook; empty when any of the secrets signed it within the tolerance. */
    String failure(LocalRequest call, List<String> secrets) {
        String id = call.header("webhook-id").orElse("");
        String timestamp = call.header("webhook-timestamp").orElse("");
        String signatures = call.header("webhook-signature").orElse("");
        if (id.isEmpty() || !timestamp.matches("[0-9]{1,12}") || signatures.isEmpty()) {
            return "a header is missing";
        }
        if (Math.abs(clock.millis() / 1000 - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) {
            return "the timestamp is off";
        }
        for (String secret : secrets) {
            byte[] expected = mac(secret, id + "." + timestamp + ".", call.body());
            for (String signature : signatures.split(" ")) {
                if (signature.startsWith("v1,") && MessageDigest.isEqual(expected, signature.substring(3).getBytes(StandardCharsets.UTF_8))) {
                    return "";
                }
            }
        }
        return "no signature fits";
    }

    private static byte[] mac(String secret, String before, byte[] body) {
        byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
        return Base64.getEncoder().encode(Hmac.sha256(key, before.getBytes(StandardCharsets.UTF_8), body));
    }
}
