package africa.paylinks.checkout;

import africa.paylinks.http.ApiResponse;

/** Pages that are about no payment, the same for everybody. */
final class ErrorPage {

    private ErrorPage() {
    }

    /** There is no such payment, or no payment could have that id: which of the two is not told. */
    static ApiResponse notFound(CheckoutRequest visit) {
        return page(404, visit, MessageKey.NOT_FOUND_HEADING, MessageKey.NOT_FOUND_TEXT);
    }

    static ApiResponse foreignForm(CheckoutRequest visit) {
        return page(403, visit, MessageKey.FOREIGN_FORM_HEADING, MessageKey.FOREIGN_FORM_TEXT);
    }

    static ApiResponse unavailable(CheckoutRequest visit, int status) {
        return page(status, visit, MessageKey.UNAVAILABLE_HEADING, MessageKey.UNAVAILABLE_TEXT).with("retry-after", "5");
    }

    private static ApiResponse page(int status, CheckoutRequest visit, MessageKey heading, MessageKey text) {
        Messages texts = Messages.in(visit.language());
        String title = texts.of(heading);
        return Html.page(status, texts, title, "", "<main>\n<h1>" + Html.escape(title) + "</h1>\n<p>"
                + Html.escape(texts.of(text)) + "</p>\n<p id=\"news\" role=\"status\"></p>\n</main>",
                "?lang=" + visit.language().other().code());
    }
}
