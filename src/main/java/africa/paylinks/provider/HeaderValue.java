package africa.paylinks.provider;

import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;

/**
 * Turns a key into a header value. Stored keys often end with a line break, and the JDK puts a rejected header value into its
 * exception message, which would leak the key into logs.
 */
public final class HeaderValue {

    private HeaderValue() {
    }

    /**
     * Reads a key from a secret, without surrounding whitespace.
     *
     * @param owner the system that the key belongs to, for messages
     * @throws ProviderNotConfigured when the key is missing or contains invalid characters; the message does not contain the
     *                               key
     */
    public static String ofSecret(String owner, SecretDocument secrets, String name) {
        return of(owner + "'s secret '" + name + "'", secrets.secret(name).map(Secret::text).orElseThrow(() ->
                new ProviderNotConfigured(owner + " has no '" + name + "': add it to its secret.")));
    }

    /**
     * Checks that a text is visible ASCII, without surrounding whitespace.
     *
     * @param what description of the text, for messages
     * @throws ProviderNotConfigured when it contains other characters; the message does not contain the text
     */
    public static String of(String what, String text) {
        String value = text.strip();
        if (value.isEmpty() || !value.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw new ProviderNotConfigured(what + " contains characters that a key cannot have: copy it again.");
        }
        return value;
    }
}
