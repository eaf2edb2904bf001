package africa.paylinks.packaged;

/** A packaged function that did not come up, or went away instead of answering; the message says what it left behind. */
public final class FunctionDied extends RuntimeException {

    FunctionDied(String message, Throwable cause) {
        super(message, cause);
    }
}
