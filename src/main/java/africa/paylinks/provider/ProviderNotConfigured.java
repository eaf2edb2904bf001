package africa.paylinks.provider;

/** Configuration or secrets of a provider are missing; the message names what is missing. */
public final class ProviderNotConfigured extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProviderNotConfigured(String message) {
        super(message, null, false, false);
    }
}
