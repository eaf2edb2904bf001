package africa.paylinks.merchant;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;

/**
 * What an operator wants to be done with merchants. Absent fields are {@code null}, as they come from JSON.
 *
 * @param command   one of those of {@code infra/merchants}
 * @param merchant  whom it is about
 * @param url       of the endpoint
 * @param scopes    of a new key
 * @param name      of a new key
 * @param id        of the key or secret, as {@code list} shows it
 * @param merchants to be imported, by name
 * @param cursor    where the answer before ended
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record ManagementRequest(String command, String merchant, String url, List<String> scopes, String name, String id,
        Map<String, Imported> merchants, String cursor) {

    /** A merchant as the secret {@code paylinks/<stage>/merchants} held it. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Imported(List<ImportedKey> keys, ImportedEndpoint endpoint) {
    }

    /**
     * A key as it was held there.
     *
     * @param created a date, ISO 8601
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ImportedKey(String sha256, List<String> scopes, String created) {
    }

    /** An endpoint as it was held there, its secrets newest first. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ImportedEndpoint(String url, List<String> secrets) {

        /** Without the secrets. */
        @Override
        public String toString() {
            return "ImportedEndpoint[not shown]";
        }
    }

    /** Without URLs, which may carry a token. */
    @Override
    public String toString() {
        return "ManagementRequest[command=" + command + ", merchant=" + merchant + "]";
    }
}
