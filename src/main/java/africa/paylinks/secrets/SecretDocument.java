package africa.paylinks.secrets;

import africa.paylinks.http.JsonValue;
import java.time.Instant;
import java.util.Optional;

/** One version of a system's secrets: a JSON object from Secrets Manager. Never printed. */
public final class SecretDocument {

    private final JsonValue json;
    private final Optional<Instant> createdAt;

    /** A version without a known creation time. */
    public SecretDocument(JsonValue json) {
        this(json, Optional.empty());
    }

    /** @param createdAt when this version was created; for the current version, when it replaced the previous one */
    public SecretDocument(JsonValue json, Optional<Instant> createdAt) {
        this.json = json;
        this.createdAt = createdAt;
    }

    /** When this version was created; empty where unknown. */
    public Optional<Instant> createdAt() {
        return createdAt;
    }

    /** Whether the other is the same version, and not a later one with the same content. */
    boolean isSameVersion(SecretDocument other) {
        return json.equals(other.json) && createdAt.equals(other.createdAt);
    }

    /** The secret of that name; empty when it is absent, not a text, or blank. */
    public Optional<Secret> secret(String name) {
        return json.path(name).text().filter(text -> !text.isBlank()).map(Secret::of);
    }

    /** The whole document, for systems with structured secrets. */
    public JsonValue json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretDocument document && json.equals(document.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return "SecretDocument[not shown]";
    }
}
