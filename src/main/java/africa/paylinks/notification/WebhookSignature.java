package africa.paylinks.notification;

import africa.paylinks.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The header {@code webhook-signature} as Standard Webhooks 1.0 defines it: the HMAC-SHA256 of
 * {@code <webhook-id>.<webhook-timestamp>.<body>}, in base64 after {@code v1,}; one for each secret, with spaces between.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *      Webhooks 1.0</a>
 */
final class WebhookSignature {

    private WebhookSignature() {
    }

    /**
     * Signs one attempt.
     *
     * @param at      the attempt's time, in whole seconds
     * @param body    the exact bytes to send
     * @param secrets at least one
     */
    static String of(String id, Instant at, byte[] body, List<Secret> secrets) {
        byte[] before = (id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
        return secrets.stream().map(secret -> "v1," + Base64.getEncoder().encodeToString(secret.hmacSha256(before, body)))
                .collect(Collectors.joining(" "));
    }
}
