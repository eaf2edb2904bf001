package africa.paylinks.provider;

import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;

/**
 * The one way from a key to a header that carries it. A key is often stored with a line break at its end, and the JDK puts
 * a header's value that it does not allow into its exception's message, from where it would come into logs.
 */
public final class HeaderValue {

    private HeaderValue() {
    }

    /**
     * A key of a system's secret, without the spaces and line breaks around it.
     *
     * @param owner whose key it is, for messages
     * @throws ProviderNotConfigured when it is missing, or holds what no key does; it is not in the message
     */
    public static String ofSecret(String owner, SecretDocument secrets, String name) {
        return of(owner + "'s secret '" + name + "'", secrets.secret(name).map(Secret::text).orElseThrow(() ->
                new ProviderNotConfigured(owner + " has no '" + name + "': put it into its secret.")));
    }

    /**
     * A text of visible ASCII, without the spaces and line breaks around it.
     *
     * @param what what the text is, for messages
     * @throws ProviderNotConfigured when it is anything else; the text is not in the message
     */
    public static String of(String what, String text) {
        String value = text.strip();
        if (value.isEmpty() || !value.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw new ProviderNotConfigured(what + " holds characters that no key has: copy it anew.");
        }
        return value;
    }
}
