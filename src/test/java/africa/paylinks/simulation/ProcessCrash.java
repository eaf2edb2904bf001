package africa.paylinks.simulation;

/** The end of a process in the middle of its work; nothing in the product can catch it and go on. */
final class ProcessCrash extends Error {

    private static final long serialVersionUID = 1L;

    ProcessCrash() {
        super("The process died", null, false, false);
    }
}
