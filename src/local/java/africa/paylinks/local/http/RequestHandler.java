package africa.paylinks.local.http;

/** Handles the requests of a local server. */
@FunctionalInterface
public interface RequestHandler {

    /**
     * Handles one request; many threads call it concurrently.
     *
     * @throws Exception when the local stack itself fails; the server answers 500 with the reason
     */
    LocalResponse answer(LocalRequest call) throws Exception;
}
