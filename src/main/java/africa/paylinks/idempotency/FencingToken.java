package africa.paylinks.idempotency;

/**
 * The right to carry out the request behind a key, until somebody takes it over.
 *
 * @param owner a random word that only the holder knows
 * @param fence counts the holders; what a holder writes counts only while its fence is the last
 */
public record FencingToken(IdempotencyKey key, String owner, long fence) {

    /** Whether nobody has held the key before. */
    public boolean isFirst() {
        return fence == 1;
    }
}
