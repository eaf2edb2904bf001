package africa.paylinks.local.sandbox.flot;

import africa.paylinks.local.sandbox.CustomerPage;
import com.fasterxml.jackson.databind.JsonNode;

/** Flot's pages: a hosted page for card and app, a USSD dialogue for mobile money. */
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
                """.formatted(order.path("type").asText().equals("card") ? "Card payment" : "Payment in the Flot app", CustomerPage.money(order), outcome(order),
                CustomerPage.text(order, "reference"), CustomerPage.text(order, "attempt"), FlotSandbox.isPaid(order) ? "" : form("Pay", "Fail", "Cancel"));
        return CustomerPage.of("Flot", content);
    }

    static String ussd(JsonNode order) {
        String dialogue = FlotSandbox.isPaid(order) ? "This code is already used." : """
                Pay %s
                for order %s?

                1  Confirm with PIN
                2  Not enough money
                0  Cancel""".formatted(CustomerPage.money(order), CustomerPage.text(order, "reference"));
        String content = """
                <p>You dialled <strong>%s</strong></p>
                <div class="screen">%s</div>
                %s
                %s
                """.formatted(CustomerPage.text(order, "code"), dialogue, outcome(order), FlotSandbox.isPaid(order) ? "" : form("1 · Pay", "2 · Fail", "0 · Cancel"));
        return CustomerPage.of("Mobile money", content);
    }

    private static String form(String pay, String fail, String cancel) {
        return """
                <form method="post"><button class="pay" name="action" value="pay">%s</button><button class="fail" name="action" value="fail">%s</button>\
                <button name="action" value="cancel">%s</button></form>""".formatted(pay, fail, cancel);
    }

    private static String outcome(JsonNode order) {
        return switch (order.path("status").asText()) {
            case FlotSandbox.COMPLETED -> CustomerPage.success("Paid. You can close this page.");
            case FlotSandbox.FAILED -> CustomerPage.failure("The payment failed. You can try again.");
            case FlotSandbox.CANCELLED -> CustomerPage.neutral("You cancelled. You can still pay.");
            case FlotSandbox.REFUNDED -> CustomerPage.neutral("Paid, then refunded.");
            default -> "";
        };
    }
}
