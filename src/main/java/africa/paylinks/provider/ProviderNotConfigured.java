package africa.paylinks.provider;

/** A provider cannot be used for lack of configuration or secrets; the message names what is missing. */
public final class ProviderNotConfigured extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProviderNotConfigured(String message) {
        super(message, null, false, false);
    }
}
