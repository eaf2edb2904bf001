package africa.paylinks.erasure;

/** The reason of an erasure contains what is to be erased. */
public final class ReasonIsPersonal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ReasonIsPersonal() {
        super("The reason repeats personal data", null, false, false);
    }
}
