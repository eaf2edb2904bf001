package africa.paylinks.erasure;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The answer to an erasure. Absent fields are {@code null} and not written.
 *
 * @param refusal why nothing was changed
 * @param erased  the ids of payments, subscriptions, accounts and transfers whose personal data is erased now, or would be
 * @param already those that held none any more
 * @param open    those that were left alone, because they have not ended or something about them is still in progress
 * @param cursor  where to continue if there is more; send it with the same request
 */
@RegisterForReflection
public record ErasureAnswer(String refusal, List<String> erased, List<String> already, List<String> open, String cursor) {

    static ErasureAnswer refused(String why) {
        return new ErasureAnswer(why, null, null, null, null);
    }
}
