package africa.paylinks.http;

/**
 * A function that has something worth doing before its first request. Lambda gives a process its full speed while it
 * starts, and lets nobody wait for it.
 */
public interface WarmUp {

    /** Builds and reads what the first request will need; may fail, because the first request will try again. */
    void prepare();
}
