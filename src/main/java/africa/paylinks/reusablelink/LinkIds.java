package africa.paylinks.reusablelink;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.payment.LinkPayment;
import africa.paylinks.payment.PaymentIds;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The ids of reusable links, {@code link_} and 60 random bits, which a person can type from a poster, and of the payments made
 * from them.
 */
public final class LinkIds {

    private static final String PREFIX = "link_";
    private static final int LENGTH = 12;
    private static final Pattern SHORT = Pattern.compile("[a-z2-7]{" + LENGTH + "}");
    private static final Pattern TOKEN = Pattern.compile("[a-z2-7]{26}");

    private LinkIds() {
    }

    static String next(PaymentIds ids) {
        return PREFIX + ids.randomText().substring(0, LENGTH);
    }

    /** The id that a path names, with or without its prefix; empty if malformed. */
    public static Optional<String> read(String text) {
        String id = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        return Optional.of(id).filter(plain -> SHORT.matcher(plain).matches()).map(plain -> PREFIX + plain);
    }

    /** The id without its prefix, as in the short URL. */
    public static String shortened(String linkId) {
        return linkId.substring(PREFIX.length());
    }

    /** Whether a text can be the token of a form. */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /**
     * The id of the payment that a form makes, always the same for the same form. It depends on the link too, so that nobody
     * can use the id of another link's payment.
     */
    static String paymentId(String linkId, String token) {
        return PaymentIds.derived(LinkPayment.ORIGIN, Sha256.of((linkId + "\n" + token).getBytes(StandardCharsets.US_ASCII)));
    }
}
