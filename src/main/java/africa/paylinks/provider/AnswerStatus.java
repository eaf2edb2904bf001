package africa.paylinks.provider;

import java.util.Set;

/** Interprets HTTP status codes in the same way for all providers. */
public final class AnswerStatus {

    /** Statuses that reject a call but leave its outcome undecided, so it can be retried. */
    private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429);

    private AnswerStatus() {
    }

    /** Whether the provider rejected the request for good: any 4xx except the retryable ones. */
    public static boolean refusesRequest(int status) {
        return status >= 400 && status < 500 && !RETRYABLE.contains(status);
    }

    /** Whether the provider rejected our credentials, which an operator can fix. */
    public static boolean refusesKey(int status) {
        return status == 401 || status == 403;
    }

    /** Whether the provider limits our call rate; it did not process this call. */
    public static boolean isBusy(int status) {
        return status == 429;
    }

    /** Whether the provider rejected the call before processing it. A 408 may follow some processing. */
    public static boolean isRejection(int status) {
        return refusesKey(status) || status != 408 && RETRYABLE.contains(status);
    }
}
