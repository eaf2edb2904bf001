package africa.paylinks.local.http;

/** What a local server does with a request. */
@FunctionalInterface
public interface RequestHandler {

    /**
     * Answers one request; called by many threads at once.
     *
     * @throws Exception when something is wrong with the local stack itself, answered as a 500 that says so
     */
    LocalResponse answer(LocalRequest call) throws Exception;
}
