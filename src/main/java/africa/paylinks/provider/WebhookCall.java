package africa.paylinks.provider;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A provider's call as it came over the wire: the very bytes, and headers by lower-case name.
 *
 * @param receivedAt when it came, if it waited since; empty when it comes now
 */
public record WebhookCall(Map<String, String> headers, Map<String, String> query, byte[] body, Optional<Instant> receivedAt) {

    /** A call that comes now. */
    public WebhookCall(Map<String, String> headers, Map<String, String> query, byte[] body) {
        this(headers, query, body, Optional.empty());
    }

    /** A header by its lower-case name. */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }
}
