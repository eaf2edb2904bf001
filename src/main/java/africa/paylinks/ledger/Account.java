package africa.paylinks.ledger;

import africa.paylinks.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A customer's account at a merchant, in one currency. {@code toString} hides the customer's data.
 *
 * @param ownerId    the merchant's id of the customer
 * @param phone      with country code
 * @param entryCount how many entries were booked
 */
public record Account(String id, String merchant, String ownerId, Optional<String> name, Optional<String> phone, String currency,
        Balances balances, long entryCount, boolean closed, Instant createdAt) {

    private static final Pattern ID = Pattern.compile("acc_[0-9a-f]{32}");

    /** A new account. */
    public static Account open(String merchant, String ownerId, Optional<String> name, Optional<String> phone, String currency,
            Instant now) {
        return new Account(id(merchant, ownerId, currency), merchant, ownerId, name, phone, currency, Balances.NONE, 0, false, now);
    }

    /** The id follows from owner and currency, so that nobody can open a second account, however often or concurrently it is tried. */
    public static String id(String merchant, String ownerId, String currency) {
        return "acc_" + Sha256.hex((merchant + "\n" + currency + "\n" + ownerId).getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }

    /** Whether a text can be the id of a customer's account. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
