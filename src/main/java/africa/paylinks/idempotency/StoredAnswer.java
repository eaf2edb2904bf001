package africa.paylinks.idempotency;

import java.util.Map;

/** A stored response, to be repeated byte for byte. */
public record StoredAnswer(int status, Map<String, String> headers, String body) {

    public StoredAnswer {
        headers = Map.copyOf(headers);
    }
}
