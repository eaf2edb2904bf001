package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whose API key is whose. Only the SHA-256 of each key is kept, which suffices because a key is a long random word and
 * not a password; a merchant may have several, so that keys can be changed without a gap.
 */
@Singleton
public final class MerchantKeys {

    private static final String SYSTEM = "merchants";
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +([\\x21-\\x7e]{8,512}) *");
    private static final Pattern MERCHANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private final Secrets secrets;

    public MerchantKeys(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The merchant behind a key, and what the key may do: {@code read}, {@code write}. */
    public record Holder(String merchant, Set<String> scopes) {
    }

    /**
     * The holder of a key; empty when it is nobody's.
     *
     * @throws africa.paylinks.secrets.SecretsUnavailable when the keys cannot be read
     */
    public Optional<Holder> holder(String apiKey) {
        byte[] hash = Sha256.of(apiKey);
        Holder[] found = new Holder[1];
        secrets.acceptsCurrent(SYSTEM, document -> (found[0] = search(document, hash)) != null);
        return Optional.ofNullable(found[0]);
    }

    /**
     * Reads the keys.
     *
     * @throws africa.paylinks.secrets.SecretsUnavailable when they cannot be read
     */
    void prepare() {
        secrets.current(SYSTEM);
    }

    private static Holder search(SecretDocument document, byte[] hash) {
        Holder found = null;
        for (Map.Entry<String, JsonNode> merchant : document.json().properties()) {
            for (JsonNode key : merchant.getValue().path("keys")) {
                if (matches(key.path("sha256").asText(), hash) && MERCHANT.matcher(merchant.getKey()).matches()) {
                    found = new Holder(merchant.getKey(), scopes(key.path("scopes")));
                }
            }
        }
        return found;
    }

    private static boolean matches(String hex, byte[] hash) {
        return MessageDigest.isEqual(hex.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII));
    }

    private static Set<String> scopes(JsonNode scopes) {
        Set<String> names = new TreeSet<>();
        scopes.forEach(scope -> names.add(scope.asText()));
        return names;
    }

    /** The key in the Authorization header; empty when there is none of the Bearer scheme. */
    static Optional<String> bearer(List<String> identitySource, Map<String, String> headers) {
        Optional<String> value = identitySource == null || identitySource.isEmpty()
                ? headers == null ? Optional.empty() : headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("authorization"))
                        .map(Map.Entry::getValue).findFirst()
                : Optional.ofNullable(identitySource.get(0));
        return value.map(BEARER::matcher).filter(java.util.regex.Matcher::matches).map(matcher -> matcher.group(1));
    }
}
