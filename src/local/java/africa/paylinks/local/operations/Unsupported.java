package africa.paylinks.local.operations;

/** The template defines something that the local stack cannot evaluate; it is named instead of being guessed. */
final class Unsupported extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    Unsupported(String what) {
        super("The local stack does not know " + what);
    }
}
