package africa.paylinks.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** One version of a system's secrets: a JSON object as Secrets Manager keeps it. Never printed. */
public final class SecretDocument {

    private final JsonNode json;

    public SecretDocument(JsonNode json) {
        this.json = json;
    }

    /** The secret of that name; empty when it is absent, not a text, or blank. */
    public Optional<Secret> secret(String name) {
        JsonNode value = json.path(name);
        return value.isTextual() && !value.textValue().isBlank()
                ? Optional.of(Secret.of(value.textValue()))
                : Optional.empty();
    }

    /** The whole document, for systems whose secrets are more than a list of names. */
    public JsonNode json() {
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
