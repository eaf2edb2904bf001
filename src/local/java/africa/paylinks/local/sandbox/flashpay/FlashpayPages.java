package africa.paylinks.local.sandbox.flashpay;

import africa.paylinks.local.sandbox.CustomerPage;
import africa.paylinks.local.sandbox.Orders;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** The bank app with which a customer transfers money. */
final class FlashpayPages {

    private static final String FIELD = "<label for=\"%1$s\">%2$s</label><input id=\"%1$s\" name=\"%1$s\" value=\"%3$s\" inputmode=\"%4$s\""
            + " autocomplete=\"off\" required style=\"font:inherit;min-height:48px;padding:0 12px;border-radius:10px;border:1px solid var(--line);"
            + "background:transparent;color:var(--ink);width:100%%\">";

    private FlashpayPages() {
    }

    static String anyAccount() {
        return CustomerPage.of("Bank app", "<p>Which account do you transfer to?</p><form method=\"post\">"
                + FIELD.formatted("account", "Account number", "", "numeric") + "<button class=\"pay\">Continue</button></form>");
    }

    static String unknownAccount() {
        return CustomerPage.of("Bank app", CustomerPage.failure("No bank has this account."));
    }

    static String transfer(JsonNode order) {
        BigDecimal left = due(order).subtract(FlashpaySandbox.paid(order));
        return CustomerPage.of("Bank app", """
                <p>Transfer to %s</p>
                %s
                <dl><dt>Bank</dt><dd>%s</dd><dt>Account</dt><dd>%s</dd><dt>For</dt><dd>%s</dd><dt>Due</dt><dd>NGN %s</dd><dt>Transferred</dt><dd>NGN %s</dd></dl>
                %s
                """.formatted(CustomerPage.text(order, "accountName"), outcome(order, left), CustomerPage.escape(FlashpayBank.byId(order.path("bankId").asText()).title()),
                CustomerPage.text(order, "account"), CustomerPage.text(order, "reference"), due(order).toPlainString(), FlashpaySandbox.paid(order).toPlainString(),
                Orders.hasStatus(order, FlashpaySandbox.REVERSED) || left.signum() <= 0 ? "" : form(left)));
    }

    private static String form(BigDecimal left) {
        return "<form method=\"post\">" + FIELD.formatted("amount", "Amount in naira", left.toPlainString(), "decimal") + """
                <button class="pay" name="action" value="transfer">Transfer</button><button class="fail" name="action" value="fail" formnovalidate>\
                Let the transfer fail</button></form>""";
    }

    private static String outcome(JsonNode order, BigDecimal left) {
        return switch (order.path("status").asText()) {
            case FlashpaySandbox.SUCCESS -> left.signum() > 0
                    ? CustomerPage.neutral("Transferred less than the amount due.")
                    : CustomerPage.success("Transferred. You can close this page.");
            case FlashpaySandbox.FAILED -> CustomerPage.failure("The transfer failed. You can try again.");
            case FlashpaySandbox.EXPIRED -> CustomerPage.failure("Time is up. A transfer made now arrives late.");
            case FlashpaySandbox.REVERSED -> CustomerPage.neutral("Transferred, then reversed.");
            default -> "";
        };
    }

    private static BigDecimal due(JsonNode order) {
        return new BigDecimal(order.path("amount").asText());
    }
}
