package africa.paylinks.secrets;

/** Stores secrets that the product creates itself. */
@FunctionalInterface
public interface SecretWriter {

    /**
     * Makes a document the current version of a system's secrets.
     *
     * @throws SecretsUnavailable when it is not certain that it was stored
     */
    void store(String system, SecretDocument document);
}
