package africa.paylinks.idempotency;

/** Somebody else works on the subject by now; whoever gets this must stop. */
public final class LeaseLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LeaseLost(String subject) {
        super("Somebody else holds " + subject);
    }
}
