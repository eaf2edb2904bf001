package africa.paylinks.idempotency;

/**
 * A merchant's name for one request, by which a retry is known.
 *
 * @param merchant whose key it is; the same key of another merchant is another key
 * @param value    1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String merchant, String value) {

    private static final int MAX_LENGTH = 255;

    public IdempotencyKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("An idempotency key has 1 to 255 visible ASCII characters");
        }
    }

    /** Whether the text can be an idempotency key. */
    public static boolean isValid(String value) {
        return !value.isEmpty() && value.length() <= MAX_LENGTH
                && value.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }
}
