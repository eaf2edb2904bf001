package africa.paylinks.kommo;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which deal a payment is of: its id says so, and only Paylinks makes ids. */
final class DealPayment {

    private static final Pattern ID = Pattern.compile("kommo_([0-9]{1,16})_[a-z2-7]{26}");

    private DealPayment() {
    }

    /** How the ids of a deal's payments begin. */
    static String origin(long lead) {
        return "kommo_" + lead;
    }

    /** The deal of a payment; empty when the payment is none of a deal. */
    static OptionalLong lead(String paymentId) {
        Matcher matcher = ID.matcher(paymentId);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
