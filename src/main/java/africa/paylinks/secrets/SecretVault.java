package africa.paylinks.secrets;

import java.util.Optional;

/** The store of secrets; the rest of the product uses {@link Secrets}. */
public interface SecretVault {

    /** The version of a secret. */
    enum Version {
        CURRENT, PREVIOUS
    }

    /**
     * Reads a system's secrets.
     *
     * @param system the last part of the secret's name, such as {@code flot}
     * @return empty when there is no such secret or version
     * @throws SecretsUnavailable when the vault does not answer, or the secret is not a JSON object
     */
    Optional<SecretDocument> fetch(String system, Version version);
}
