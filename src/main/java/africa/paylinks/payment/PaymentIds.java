package africa.paylinks.payment;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/** Creates unguessable payment ids: a prefix such as {@code pay_} and 26 base-32 characters, which are 130 random bits. */
public final class PaymentIds {

    private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    private static final int LENGTH = 26;
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z0-9_]{1,23}");

    private static final Pattern PAYMENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,50}");

    private final SecureRandom random;

    public PaymentIds(SecureRandom random) {
        this.random = random;
    }

    /** Whether a text can be a payment id. Checking this first avoids store calls with keys that are too long. */
    public static boolean isPossible(String text) {
        return PAYMENT_ID.matcher(text).matches();
    }

    /** A new payment id, 30 characters of {@code A-Za-z0-9_}. */
    public String next() {
        return next("pay");
    }

    /**
     * A new payment id whose prefix names the payment's origin, such as {@code kommo_23802129_}.
     *
     * @param origin at most 23 characters of {@code A-Za-z0-9_}, so that the id has at most 50
     */
    public String next(String origin) {
        if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException("Invalid origin of a payment: " + origin);
        }
        return origin + "_" + randomText();
    }

    /** 130 random bits as text, for other unguessable values. */
    public String randomText() {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return text(bytes);
    }

    /**
     * An id that is always the same for the same subject, so that what is made twice is made once.
     *
     * @param origin the prefix, such as {@code ref}
     * @param digest of what identifies the subject, at least 26 bytes
     */
    public static String derived(String origin, byte[] digest) {
        return origin + "_" + text(digest);
    }

    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET[bytes[i] & 31]);
        }
        return text.toString();
    }
}
