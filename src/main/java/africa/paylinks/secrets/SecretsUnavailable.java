package africa.paylinks.secrets;

/** A system's secrets cannot be read; operations that need them must stop. */
public final class SecretsUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SecretsUnavailable(String message) {
        super(message);
    }

    public SecretsUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
