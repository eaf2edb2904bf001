package africa.paylinks.idempotency;

/**
 * A key that a merchant gives to one request, so that a retry is recognized.
 *
 * @param merchant the owner of the key; the same value of another merchant is another key
 * @param value    1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String merchant, String value) {

    private static final int MAX_LENGTH = 255;

    public IdempotencyKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("An idempotency key has 1 to 255 visible ASCII characters");
        }
    }

    /** Whether the text is a valid idempotency key. */
    public static boolean isValid(String value) {
        return !value.isEmpty() && value.length() <= MAX_LENGTH
                && value.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }
}
