package africa.paylinks.subscription;

import africa.paylinks.payment.PaymentIds;
import java.util.regex.Pattern;

/** The ids of subscriptions: {@code sub_} and 130 random bits. */
final class SubscriptionIds {

    private static final String PREFIX = "sub";
    private static final Pattern ID = Pattern.compile("sub_[a-z2-7]{26}");

    private SubscriptionIds() {
    }

    static String next(PaymentIds ids) {
        return ids.next(PREFIX);
    }

    static boolean isPossible(String text) {
        return ID.matcher(text).matches();
    }
}
