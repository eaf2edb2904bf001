package africa.paylinks.provider;

/** A call is authentic, but not what the provider documents; the message says what is wrong with it. */
public final class UnreadableWebhook extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableWebhook(String message) {
        super(message, null, false, false);
    }
}
