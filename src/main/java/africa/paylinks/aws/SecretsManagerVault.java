package africa.paylinks.aws;

import africa.paylinks.http.Json;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.SecretsUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Secrets in AWS Secrets Manager: one JSON secret per system, named {@code paylinks/<stage>/<system>}. */
public final class SecretsManagerVault implements SecretVault {

    private final SecretsManagerClient client;
    private final String prefix;

    public SecretsManagerVault(SecretsManagerClient client, String stage) {
        this.client = client;
        this.prefix = "paylinks/" + stage + "/";
    }

    @Override
    public Optional<SecretDocument> fetch(String system, Version version) {
        GetSecretValueResponse stored;
        try {
            stored = client.getSecretValue(request -> request.secretId(prefix + system).versionStage("AWS" + version.name()));
        } catch (ResourceNotFoundException absent) {
            return Optional.empty();
        } catch (SdkException failed) {
            throw new SecretsUnavailable("The secret " + prefix + system + " cannot be read", failed);
        }
        String text = stored.secretString();
        return Optional.of(Json.readObject((text == null ? "" : text).getBytes(StandardCharsets.UTF_8))
                .map(json -> new SecretDocument(json, Optional.ofNullable(stored.createdDate())))
                .orElseThrow(() -> new SecretsUnavailable("The secret " + prefix + system + " is not a JSON object")));
    }
}
