package africa.paylinks.merchant;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.StoredAnswer;
import java.time.Duration;

/** Shared parts of requests that are processed once per idempotency key. */
public final class IdempotentCall {

    private IdempotentCall() {
    }

    /**
     * The request's idempotency key.
     *
     * @throws ProblemException 400 when the key is missing or invalid
     */
    public static IdempotencyKey key(String merchant, ApiRequest request) {
        String value = request.header("idempotency-key").filter(key -> !key.isEmpty())
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.IDEMPOTENCY_KEY_MISSING,
                        "Send an Idempotency-Key header, a new one for each payment or refund and the same one for each"
                                + " retry.")));
        if (!IdempotencyKey.isValid(value)) {
            throw new ProblemException(Problem.of(ProblemCode.IDEMPOTENCY_KEY_INVALID,
                    "Use 1 to 255 visible ASCII characters without spaces."));
        }
        return new IdempotencyKey(merchant, value);
    }

    /** Converts a response for storage. */
    public static StoredAnswer stored(ApiResponse answer) {
        return new StoredAnswer(answer.status(), answer.headers(), answer.body());
    }

    /** Converts a stored answer to a response. */
    public static ApiResponse replay(StoredAnswer answer) {
        return new ApiResponse(answer.status(), answer.headers(), answer.body()).with("idempotency-replayed", "true");
    }

    /** The first request with this key is in progress. */
    public static ProblemException inProgress(Duration retryAfter) {
        return new ProblemException(Problem.of(ProblemCode.REQUEST_IN_PROGRESS,
                "The first request with this key is still in progress. Try again with the same key.")
                .retryAfter(Math.max(1, retryAfter.toSeconds())));
    }

    /** Another process has taken the request over and will answer it. */
    public static ProblemException takenOver() {
        return inProgress(Duration.ofSeconds(1));
    }

    /** The key belongs to another request. */
    public static ProblemException keyReused() {
        return new ProblemException(Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED,
                "This key belongs to another request. Use a new key for each payment and each refund."));
    }
}
