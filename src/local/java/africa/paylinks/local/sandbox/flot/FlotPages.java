package africa.paylinks.local.sandbox.flot;

import africa.paylinks.local.sandbox.CustomerPage;
import com.fasterxml.jackson.databind.JsonNode;

/** What a customer of Flot sees: a hosted page for card and app, a USSD dialogue for mobile money. */
final class FlotPages {

    private FlotPages() {
    }

    static String hosted(JsonNode order) {
        String content = """
                <p>%s</p>
                <p class="amount">%s</p>
                %s
                <dl><dt>Order</dt><dd>%s</dd><dt>Attempt</dt><dd>%s</dd></dl>
                %s
                """.formatted(order.path("type").asText().equals("card") ? "Card payment" : "Payment in the Flot app", money(order), outcome(order),
                text(order, "reference"), text(order, "attempt"), isSettled(order) ? "" : form("Pay", "Fail", "Cancel"));
        return CustomerPage.of("Flot", content);
    }

    static String ussd(JsonNode order) {
        String dialogue = isSettled(order) ? "This code has been used." : """
                Pay %s
                for order %s?

                1  Confirm with PIN
                2  Not enough money
                0  Cancel""".formatted(money(order), text(order, "reference"));
        String content = """
                <p>You dialled <strong>%s</strong></p>
                <div class="screen">%s</div>
                %s
                %s
                """.formatted(text(order, "code"), dialogue, outcome(order), isSettled(order) ? "" : form("1 · Pay", "2 · Fail", "0 · Cancel"));
        return CustomerPage.of("Mobile money", content);
    }

    private static String form(String pay, String fail, String cancel) {
        return """
                <form method="post"><button class="pay" name="action" value="pay">%s</button><button class="fail" name="action" value="fail">%s</button>\
                <button name="action" value="cancel">%s</button></form>""".formatted(pay, fail, cancel);
    }

    private static String outcome(JsonNode order) {
        String status = order.path("status").asText();
        return switch (status) {
            case FlotSandbox.COMPLETED -> "<p class=\"outcome good\" role=\"status\">Paid. You can close this page.</p>";
            case FlotSandbox.FAILED -> "<p class=\"outcome bad\" role=\"status\">The payment failed. You can try again.</p>";
            case FlotSandbox.CANCELLED -> "<p class=\"outcome\" role=\"status\">You cancelled. You can still pay.</p>";
            case FlotSandbox.REFUNDED -> "<p class=\"outcome\" role=\"status\">Paid, and refunded since.</p>";
            default -> "";
        };
    }

    private static boolean isSettled(JsonNode order) {
        return order.path("status").asText().equals(FlotSandbox.COMPLETED) || order.path("status").asText().equals(FlotSandbox.REFUNDED);
    }

    private static String money(JsonNode order) {
        return CustomerPage.escape(order.path("currency").asText() + " " + order.path("amount").asText());
    }

    private static String text(JsonNode order, String field) {
        return CustomerPage.escape(order.path(field).asText());
    }
}
