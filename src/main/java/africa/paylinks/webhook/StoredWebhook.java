package africa.paylinks.webhook;

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
}
