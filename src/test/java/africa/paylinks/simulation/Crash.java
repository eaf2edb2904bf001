package africa.paylinks.simulation;

/** The end of a process in the middle of its work; nothing in the product can catch it and go on. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash() {
        super("The process died", null, false, false);
    }
}
