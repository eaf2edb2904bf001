package africa.paylinks.provider;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A webhook request as received: the raw bytes, and headers by lower-case name.
 *
 * @param receivedAt when it arrived, if it was buffered; empty when it arrives now
 */
public record WebhookCall(Map<String, String> headers, Map<String, String> query, byte[] body, Optional<Instant> receivedAt) {

    /** A call that arrives now. */
    public WebhookCall(Map<String, String> headers, Map<String, String> query, byte[] body) {
        this(headers, query, body, Optional.empty());
    }

    /** A header by its lower-case name. */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }
}
