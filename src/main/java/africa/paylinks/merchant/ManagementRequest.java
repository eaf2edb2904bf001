package africa.paylinks.merchant;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;

/**
 * An operator's command about merchants. Absent fields are {@code null}, as in the JSON.
 *
 * @param command   a command of {@code infra/merchants}
 * @param merchant  the merchant's name
 * @param url       of the endpoint
 * @param scopes    of a new key
 * @param name      of a new key
 * @param id        of the key or secret, as {@code list} shows it
 * @param merchants the merchants to import, by name
 * @param cursor    the cursor of the previous answer
 * @param endpoint  the id of the endpoint, as {@code list} shows it; the default endpoint if absent
 * @param types     the types of events of an endpoint
 * @param branding  the branding fields to change, by name; an empty value removes its field
 * @param logo      an image in base64; empty to remove the logo
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record ManagementRequest(String command, String merchant, String url, List<String> scopes, String name, String id,
        Map<String, Imported> merchants, String cursor, String endpoint, List<String> types, Map<String, String> branding, String logo) {

    /** A merchant in the format of the former secret {@code paylinks/<stage>/merchants}. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Imported(List<ImportedKey> keys, ImportedEndpoint endpoint) {
    }

    /**
     * A key in that format.
     *
     * @param created a date, ISO 8601
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ImportedKey(String sha256, List<String> scopes, String created) {
    }

    /** An endpoint in that format, its secrets newest first. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ImportedEndpoint(String url, List<String> secrets) {

        /** Without the secrets. */
        @Override
        public String toString() {
            return "ImportedEndpoint[not shown]";
        }
    }

    /** Without URLs, which may contain a token. */
    @Override
    public String toString() {
        return "ManagementRequest[command=" + command + ", merchant=" + merchant + "]";
    }
}
