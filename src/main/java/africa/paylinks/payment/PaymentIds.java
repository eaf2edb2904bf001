package africa.paylinks.payment;

import java.security.SecureRandom;

/** Makes payment ids that nobody can guess: {@code pay_} and 26 base-32 characters, 130 random bits. */
public final class PaymentIds {

    private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    private static final int LENGTH = 26;

    private final SecureRandom random;

    public PaymentIds(SecureRandom random) {
        this.random = random;
    }

    /** A new payment id, 30 characters of {@code A-Za-z0-9_}. */
    public String next() {
        return "pay_" + randomText();
    }

    /** 130 random bits as text, for whatever else must be unguessable. */
    public String randomText() {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        StringBuilder text = new StringBuilder(LENGTH);
        for (byte value : bytes) {
            text.append(ALPHABET[value & 31]);
        }
        return text.toString();
    }
}
