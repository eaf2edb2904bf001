package africa.paylinks.idempotency;

import africa.paylinks.crypto.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A digest of a request, to detect a key that is reused for another request.
 *
 * @param hex SHA-256 over method, path and raw body bytes
 */
public record Fingerprint(String hex) {

    /** The fingerprint of a request. */
    public static Fingerprint of(String method, String path, byte[] body) {
        return new Fingerprint(Sha256.hex((method + "\n" + path + "\n").getBytes(StandardCharsets.UTF_8), body));
    }
}
