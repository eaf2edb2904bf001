package africa.paylinks.checkout;

import africa.paylinks.http.ApiResponse;

/** Error pages, which have no payment. */
final class ErrorPage {

    private ErrorPage() {
    }

    /** The payment does not exist, or its id is malformed; the page does not say which. */
    static ApiResponse notFound(CheckoutRequest checkout) {
        return page(404, checkout, MessageKey.NOT_FOUND_HEADING, MessageKey.NOT_FOUND_TEXT);
    }

    static ApiResponse foreignForm(CheckoutRequest checkout) {
        return page(403, checkout, MessageKey.FOREIGN_FORM_HEADING, MessageKey.FOREIGN_FORM_TEXT);
    }

    static ApiResponse unavailable(CheckoutRequest checkout, int status) {
        return page(status, checkout, MessageKey.UNAVAILABLE_HEADING, MessageKey.UNAVAILABLE_TEXT).with("retry-after", "5");
    }

    private static ApiResponse page(int status, CheckoutRequest checkout, MessageKey heading, MessageKey text) {
        Messages messages = Messages.in(checkout.language());
        String title = messages.of(heading);
        return Html.answer(status, new Html.Page(messages, title, "", "", "<main>\n<h1>" + Html.escape(title) + "</h1>\n<p>"
                + Html.escape(messages.of(text)) + "</p>\n<p id=\"news\" role=\"status\"></p>\n</main>", other -> "?lang=" + other.tag()));
    }
}
