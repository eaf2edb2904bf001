package africa.paylinks.idempotency;

import java.util.Map;

/** An answer as it was given, to be given again byte for byte. */
public record StoredAnswer(int status, Map<String, String> headers, String body) {

    public StoredAnswer {
        headers = Map.copyOf(headers);
    }
}
