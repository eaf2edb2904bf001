package africa.paylinks.merchant;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The answer to an operator's command. Absent fields are {@code null} and not written.
 *
 * @param refusal   why nothing was changed
 * @param notes     messages for the operator
 * @param secret    a new key or secret, shown only once
 * @param merchants the result of {@code list}
 * @param cursor    where to continue if there is more; send it with the same command
 */
@RegisterForReflection
public record ManagementAnswer(String refusal, List<String> notes, String secret, List<MerchantView> merchants, String cursor) {

    static ManagementAnswer done(String... notes) {
        return new ManagementAnswer(null, List.of(notes), null, null, null);
    }

    static ManagementAnswer created(String secret, String... notes) {
        return new ManagementAnswer(null, List.of(notes), secret, null, null);
    }

    /** A copy with a note before the others. */
    ManagementAnswer with(String note) {
        return new ManagementAnswer(refusal, Stream.concat(Stream.of(note), notes.stream()).toList(), secret, merchants, cursor);
    }

    static ManagementAnswer refused(String why) {
        return new ManagementAnswer(why, null, null, null, null);
    }

    static ManagementAnswer page(List<MerchantView> merchants, List<String> notes, String cursor) {
        return new ManagementAnswer(null, notes, null, merchants, cursor);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ManagementAnswer[refusal=" + refusal + "]";
    }

    /**
     * A merchant without its secrets.
     *
     * @param endpoint  the default endpoint
     * @param endpoints all endpoints
     * @param branding  the fields that are set, and the logo's id
     */
    @RegisterForReflection
    public record MerchantView(String name, List<KeyView> keys, EndpointView endpoint, List<EndpointView> endpoints,
            Map<String, String> branding) {
    }

    /** A key, identified by the beginning of its hash. */
    @RegisterForReflection
    public record KeyView(String id, List<String> scopes, String name, String created) {
    }

    /** An endpoint; its URL may contain a token. */
    @RegisterForReflection
    public record EndpointView(String id, String url, List<String> types, String offSince, List<SecretView> secrets) {

        @Override
        public String toString() {
            return "EndpointView[not shown]";
        }
    }

    /** A secret, identified by the beginning of its hash. */
    @RegisterForReflection
    public record SecretView(String id, String created) {
    }
}
