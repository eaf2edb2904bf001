package africa.paylinks.idempotency;

/**
 * The right to process the request of an idempotency key, until another process takes it over.
 *
 * @param owner random text that only the holder knows
 * @param fence the number of the holder; a write is accepted only with the latest fence
 */
public record FencingToken(IdempotencyKey key, String owner, long fence) {

    /** Whether this is the key's first holder. */
    public boolean isFirst() {
        return fence == 1;
    }
}
