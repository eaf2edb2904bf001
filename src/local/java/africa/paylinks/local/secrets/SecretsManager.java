package africa.paylinks.local.secrets;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Implements the protocol of AWS Secrets Manager: one POST, the operation in {@code X-Amz-Target}, JSON 1.1.
 *
 * <p>Any credentials are accepted.
 */
public final class SecretsManager implements RequestHandler {

    private static final Pattern ARN = Pattern.compile("arn:aws:secretsmanager:[^:]*:[^:]*:secret:(.+)-\\w{6}");
    private static final String SUFFIX = "-local0";

    private final SecretVersions secrets;

    /** Serves the given secrets. */
    public SecretsManager(SecretVersions secrets) {
        this.secrets = secrets;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws IOException {
        String operation = call.header("x-amz-target").orElse("").replaceFirst("^secretsmanager\\.", "");
        ObjectNode request = call.body().length == 0 ? Json.object() : Json.readObject(call.body());
        try {
            ObjectNode answer = switch (operation) {
                case "GetSecretValue" -> get(request);
                case "PutSecretValue" -> put(existing(request), request);
                case "UpdateSecret" -> request.has("SecretString") ? put(existing(request), request) : named(existing(request));
                case "CreateSecret" -> create(request);
                case "ListSecretVersionIds" -> list(existing(request));
                case "DescribeSecret" -> describe(existing(request));
                default -> throw new Refusal("UnknownOperationException", "The local stack does not know " + operation);
            };
            return reply(200, answer);
        } catch (Refusal e) {
            return reply(400, Json.object().put("__type", e.type).put("Message", e.getMessage()));
        }
    }

    private ObjectNode get(ObjectNode request) throws Refusal {
        String name = existing(request);
        secrets.countRead(name);
        Optional<String> id = text(request, "VersionId");
        String stage = text(request, "VersionStage").orElse(SecretVersions.CURRENT);
        SecretVersions.Version version = secrets.versions(name)
                .filter(candidate -> id.isPresent() ? candidate.id().equals(id.get()) : candidate.stages().contains(stage)).findFirst()
                .orElseThrow(() -> new Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for "
                        + id.map(versionId -> "VersionId: " + versionId).orElse("staging label: " + stage)));
        ObjectNode answer = named(name).put("VersionId", version.id()).put("SecretString", version.value()).put("CreatedDate", version.createdAt());
        return answer.set("VersionStages", stages(version));
    }

    private ObjectNode put(String name, ObjectNode request) throws Refusal {
        String value = text(request, "SecretString")
                .orElseThrow(() -> new Refusal("InvalidRequestException", "You must provide either SecretString or SecretBinary."));
        String id = text(request, "ClientRequestToken").orElseGet(() -> UUID.randomUUID().toString());
        secrets.put(name, value, id);
        ObjectNode answer = named(name).put("VersionId", id);
        answer.putArray("VersionStages").add(SecretVersions.CURRENT);
        return answer;
    }

    private ObjectNode create(ObjectNode request) throws Refusal {
        String name = text(request, "Name").orElseThrow(() -> new Refusal("InvalidParameterException", "You must provide a Name."));
        if (secrets.exists(name)) {
            throw new Refusal("ResourceExistsException", "The operation failed because the secret " + name + " already exists.");
        }
        return put(name, request);
    }

    private ObjectNode list(String name) {
        ObjectNode answer = named(name);
        ArrayNode versions = answer.putArray("Versions");
        secrets.versions(name).filter(version -> !version.stages().isEmpty()).forEach(version -> versions.addObject().put("VersionId", version.id())
                .put("CreatedDate", version.createdAt()).set("VersionStages", stages(version)));
        return answer;
    }

    private ObjectNode describe(String name) {
        ObjectNode answer = named(name);
        ObjectNode versions = answer.putObject("VersionIdsToStages");
        secrets.versions(name).filter(version -> !version.stages().isEmpty()).forEach(version -> versions.set(version.id(), stages(version)));
        return answer;
    }

    private String existing(ObjectNode request) throws Refusal {
        String given = text(request, "SecretId").orElseThrow(() -> new Refusal("InvalidParameterException", "You must provide a SecretId."));
        Matcher arn = ARN.matcher(given);
        String name = arn.matches() ? arn.group(1) : given;
        if (!secrets.exists(name)) {
            throw new Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        }
        return name;
    }

    private static ObjectNode named(String name) {
        return Json.object().put("ARN", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:" + name + SUFFIX).put("Name", name);
    }

    private static ArrayNode stages(SecretVersions.Version version) {
        ArrayNode stages = Json.object().arrayNode();
        List.copyOf(version.stages()).forEach(stages::add);
        return stages;
    }

    private static Optional<String> text(JsonNode request, String field) {
        return Optional.ofNullable(request.path(field).textValue());
    }

    private static LocalResponse reply(int status, ObjectNode body) {
        return LocalResponse.of(status, "application/x-amz-json-1.1", Json.bytes(body)).with("x-amzn-RequestId", UUID.randomUUID().toString());
    }

    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;
        private final String type;

        Refusal(String type, String message) {
            super(message);
            this.type = type;
        }
    }
}
