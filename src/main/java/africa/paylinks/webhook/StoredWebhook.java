package africa.paylinks.webhook;

import africa.paylinks.crypto.Sha256;
import java.time.Instant;
import java.util.Map;

/**
 * A webhook as it is kept: enough to apply it again, nothing that lets anybody forge one.
 *
 * @param key       names the event among the provider's events
 * @param reference the payment it speaks of
 * @param headers   headers without credentials
 */
public record StoredWebhook(String provider, String key, String reference, byte[] body, Map<String, String> headers,
        Instant receivedAt) {

    /** The same, found to speak of that payment. */
    public StoredWebhook of(String paymentId) {
        return new StoredWebhook(provider, key, paymentId, body, headers, receivedAt);
    }

    /**
     * The same as an event of its own, because other bytes came under its key before: what they say is decided anew, and the
     * same bytes once more are known.
     */
    public StoredWebhook besideOther() {
        return new StoredWebhook(provider, key + "#" + digest(), reference, body, headers, receivedAt);
    }

    private String digest() {
        return Sha256.hex(body).substring(0, 32);
    }
}
