package africa.paylinks.provider;

import java.util.Set;

/** What HTTP statuses say about a request, read the same way for all providers. */
public final class AnswerStatus {

    /** These turn a call away that may come again later; what it asks for is not decided. */
    private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

    private AnswerStatus() {
    }

    /** Whether the request itself is refused for good, whatever it asks for: any 4xx but those that mean "not now". */
    public static boolean refusesRequest(int status) {
        return status >= 400 && status < 500 && !NOT_NOW.contains(status);
    }

    /** Whether it is our key that is refused, which can be mended. */
    public static boolean refusesKey(int status) {
        return status == 401 || status == 403;
    }

    /** Whether fewer calls are wanted; nothing was done with this one. */
    public static boolean isBusy(int status) {
        return status == 429;
    }

    /** Whether the call was turned away before anything was done with it; a 408 may come after something was. */
    public static boolean isRejection(int status) {
        return refusesKey(status) || status != 408 && NOT_NOW.contains(status);
    }
}
