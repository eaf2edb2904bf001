package africa.paylinks.provider;

/** An authentic webhook does not match the provider's documentation; the message says what is wrong. */
public final class UnreadableWebhook extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableWebhook(String message) {
        super(message, null, false, false);
    }
}
