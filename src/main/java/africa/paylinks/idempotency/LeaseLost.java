package africa.paylinks.idempotency;

/** Another worker holds the subject now; the caller must stop. */
public final class LeaseLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LeaseLost(String subject) {
        super("Another worker holds " + subject);
    }
}
