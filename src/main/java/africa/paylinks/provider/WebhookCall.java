package africa.paylinks.provider;

import java.util.Map;
import java.util.Optional;

/** A provider's call as it came over the wire: the very bytes, and headers by lower-case name. */
public record WebhookCall(Map<String, String> headers, Map<String, String> query, byte[] body) {

    /** A header by its lower-case name. */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }
}
