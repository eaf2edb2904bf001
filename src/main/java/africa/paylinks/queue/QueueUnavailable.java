package africa.paylinks.queue;

/** A queue did not accept a message; the caller may retry. */
public final class QueueUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueueUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public QueueUnavailable(String message) {
        super(message);
    }
}
