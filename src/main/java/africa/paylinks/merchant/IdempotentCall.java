package africa.paylinks.merchant;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.StoredAnswer;
import java.time.Duration;

/** What every call of a merchant has in common that is carried out once however often it is sent. */
public final class IdempotentCall {

    private IdempotentCall() {
    }

    /**
     * The key that the call names itself by.
     *
     * @throws ProblemException 400 when there is none, or none that can be one
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

    /** An answer as it is kept. */
    public static StoredAnswer stored(ApiResponse answer) {
        return new StoredAnswer(answer.status(), answer.headers(), answer.body());
    }

    /** A kept answer as it is given again. */
    public static ApiResponse replay(StoredAnswer answer) {
        return new ApiResponse(answer.status(), answer.headers(), answer.body()).with("idempotency-replayed", "true");
    }

    /** Somebody works on the first call with this key. */
    public static ProblemException inProgress(Duration retryAfter) {
        return new ProblemException(Problem.of(ProblemCode.REQUEST_IN_PROGRESS,
                "The first request with this key is still being worked on. Try again with the same key.")
                .retryAfter(Math.max(1, retryAfter.toSeconds())));
    }

    /** Somebody else has taken the call over and will answer it. */
    public static ProblemException takenOver() {
        return inProgress(Duration.ofSeconds(1));
    }

    /** The key was used for another call. */
    public static ProblemException keyReused() {
        return new ProblemException(Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED,
                "This key belongs to another request. Use a new key for each payment and each refund."));
    }
}
