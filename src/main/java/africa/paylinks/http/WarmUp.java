package africa.paylinks.http;

/**
 * A function that prepares for its first request. During the start, Lambda gives a process its full CPU speed and no caller
 * waits.
 */
public interface WarmUp {

    /** Loads what the first request needs; may fail, because the first request retries. */
    void prepare();
}
