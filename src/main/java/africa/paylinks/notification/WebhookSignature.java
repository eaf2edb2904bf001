package africa.paylinks.notification;

import africa.paylinks.secrets.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The header {@code webhook-signature} as Standard Webhooks 1.0 defines it: the HMAC-SHA256 of
 * {@code <webhook-id>.<webhook-timestamp>.<body>}, in base64 after {@code v1,}; one for each secret, with spaces between.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *      Webhooks 1.0</a>
 */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {
    }

    /**
     * Signs one attempt.
     *
     * @param at      the attempt's time, which counts by its seconds
     * @param body    the very bytes that are sent
     * @param secrets at least one
     */
    static String of(String id, Instant at, byte[] body, List<Secret> secrets) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(body);
        return secrets.stream().map(secret -> "v1," + Base64.getEncoder().encodeToString(mac(secret, signed.toByteArray())))
                .collect(Collectors.joining(" "));
    }

    private static byte[] mac(Secret secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
            return mac.doFinal(content);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
