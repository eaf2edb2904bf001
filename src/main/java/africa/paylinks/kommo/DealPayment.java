package africa.paylinks.kommo;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the deal of a payment by the payment's id, which only Paylinks generates. */
final class DealPayment {

    private static final Pattern ID = Pattern.compile("kommo_([0-9]{1,16})_[a-z2-7]{26}");

    private DealPayment() {
    }

    /** The prefix of the ids of a deal's payments. */
    static String origin(long lead) {
        return "kommo_" + lead;
    }

    /** The deal of a payment; empty if the payment belongs to no deal. */
    static OptionalLong lead(String paymentId) {
        Matcher matcher = ID.matcher(paymentId);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
