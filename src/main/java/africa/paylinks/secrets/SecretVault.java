package africa.paylinks.secrets;

import java.util.Optional;

/** Where secrets are kept; {@link Secrets} is what the rest of the product asks. */
public interface SecretVault {

    /** Which version of a secret is wanted. */
    enum Version {
        CURRENT, PREVIOUS
    }

    /**
     * A system's secrets.
     *
     * @param system the last part of the secret's name, such as {@code flot}
     * @return empty when there is no such secret, or it has no such version
     * @throws SecretsUnavailable when the vault does not answer, or what it holds is not a JSON object
     */
    Optional<SecretDocument> fetch(String system, Version version);
}
