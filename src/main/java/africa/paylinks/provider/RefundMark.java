package africa.paylinks.provider;

import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names payment and refund at the start of a note, for providers that accept no reference for a refund. */
public final class RefundMark {

    private static final Pattern MARK = Pattern.compile("^\\s*\\[([A-Za-z0-9_-]{1,50})/([A-Za-z0-9_]{1,50})]");

    private RefundMark() {
    }

    /** The note of a refund request. */
    public static String note(String paymentId, String refundId, Optional<String> reason) {
        String mark = "[" + paymentId + "/" + refundId + "]";
        return reason.map(why -> mark + " " + why).orElse(mark);
    }

    /** The refund that a note names; empty for a note that Paylinks did not write. */
    public static Optional<RefundNotice> read(String note) {
        Matcher mark = MARK.matcher(note);
        return mark.find() ? Optional.of(new RefundNotice(mark.group(1), mark.group(2))) : Optional.empty();
    }
}
