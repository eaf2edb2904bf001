package africa.paylinks.secrets;

/** Where secrets are put that the product makes itself. */
@FunctionalInterface
public interface SecretWriter {

    /**
     * Makes a document the current version of a system's secrets.
     *
     * @throws SecretsUnavailable when it is not known to be stored
     */
    void store(String system, SecretDocument document);
}
