package africa.paylinks.webhook;

import africa.paylinks.crypto.Sha256;
import java.time.Instant;
import java.util.Map;

/**
 * A stored webhook: enough to apply it again, nothing that would help to forge one.
 *
 * @param key       identifies the event among the provider's events
 * @param reference the payment it is about
 * @param headers   headers without credentials
 */
public record StoredWebhook(String provider, String key, String reference, byte[] body, Map<String, String> headers,
        Instant receivedAt) {

    /** A copy that is about this payment. */
    public StoredWebhook of(String paymentId) {
        return new StoredWebhook(provider, key, paymentId, body, headers, receivedAt);
    }

    /**
     * A copy with a key of its own, because other bytes were stored under the original key. It is processed separately, and a
     * repetition of the same bytes is recognized.
     */
    public StoredWebhook withOwnKey() {
        return new StoredWebhook(provider, key + "#" + digest(), reference, body, headers, receivedAt);
    }

    private String digest() {
        return Sha256.hex(body).substring(0, 32);
    }
}
