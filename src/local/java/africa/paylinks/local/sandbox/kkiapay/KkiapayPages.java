package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.sandbox.CustomerPage;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** KKiaPay's payment page. */
final class KkiapayPages {

    private static final Map<String, String> FAILURES = Map.of(
            "processing_error", "The operator could not process the payment.",
            "insufficient_fund", "There is not enough money in the account.",
            "payment_declined", "The payment was declined.",
            "invalid_phone", "This is not a test number.",
            "cancelled_by_user", "You cancelled.",
            "timeout", "You did not confirm in time.");

    private KkiapayPages() {
    }

    static String widget(WidgetSettings settings, JsonNode order) {
        boolean settled = KkiapaySandbox.isSettled(order);
        return CustomerPage.of("KKiaPay", """
                <p>%s</p>
                <p class="amount">%s F CFA</p>
                %s
                %s
                """.formatted(CustomerPage.escape(settings.reason()), settings.amount(), outcome(settings, order), settled ? "" : form(settings)));
    }

    static String refusal(KkiapayRefusal refusal) {
        return CustomerPage.of("KKiaPay", CustomerPage.failure(CustomerPage.escape(refusal.getMessage())));
    }

    private static String form(WidgetSettings settings) {
        String momo = """
                <label>Mobile money number<br><input name="phone" inputmode="tel" autocomplete="tel" value="%s" \
                style="font:inherit;width:100%%;min-height:48px;padding:8px 12px;border-radius:10px;border:1px solid var(--line);background:transparent;color:inherit">\
                </label><button class="pay" name="action" value="momo">Pay by mobile money</button>
                <button name="action" value="timeout">Do not confirm on the phone</button>""".formatted(CustomerPage.escape(settings.phoneNumber()));
        String card = """
                <button class="pay" name="action" value="card">Pay by card</button>
                <button class="fail" name="action" value="card-declined">Have the card declined</button>""";
        return "<form method=\"post\">" + (settings.methods().contains("momo") ? momo : "") + (settings.methods().contains("card") ? card : "")
                + "<button name=\"action\" value=\"cancel\">Cancel</button></form>" + (settings.methods().contains("momo") ? """
                <p class="note">MTN 61000000, 97000000 · Moov 68000000, 95000000<br>ending …01 not processed · …02 not enough money · …03 declined</p>""" : "");
    }

    private static String outcome(WidgetSettings settings, JsonNode order) {
        JsonNode last = KkiapaySandbox.lastTransaction(order);
        return switch (last.path("status").asText()) {
            case KkiapaySandbox.SUCCESS -> CustomerPage.success("Paid.") + back(settings, last);
            case KkiapaySandbox.REVERTED -> CustomerPage.neutral("Paid, then refunded.") + back(settings, last);
            case KkiapaySandbox.FAILED -> CustomerPage.failure(
                    FAILURES.getOrDefault(last.path("failureCode").asText(), "The payment failed.") + " You can try again.");
            default -> "";
        };
    }

    private static String back(WidgetSettings settings, JsonNode transaction) {
        return settings.callback().isEmpty() ? ""
                : "<p><a href=\"" + CustomerPage.escape(KkiapaySandbox.callback(settings, transaction.path("transactionId").asText())) + "\">Back to the shop</a></p>";
    }
}
