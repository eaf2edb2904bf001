package africa.paylinks.checkout;

import africa.paylinks.http.ApiResponse;

/** Pages that are about no payment, the same for everybody. */
final class ErrorPage {

    private ErrorPage() {
    }

    /** There is no such payment, or no payment could have that id: which of the two is not told. */
    static ApiResponse notFound(Visit visit) {
        return page(404, visit, Text.NOT_FOUND_HEADING, Text.NOT_FOUND_TEXT);
    }

    static ApiResponse foreignForm(Visit visit) {
        return page(403, visit, Text.FOREIGN_FORM_HEADING, Text.FOREIGN_FORM_TEXT);
    }

    static ApiResponse unavailable(Visit visit, int status) {
        return page(status, visit, Text.UNAVAILABLE_HEADING, Text.UNAVAILABLE_TEXT).with("retry-after", "5");
    }

    private static ApiResponse page(int status, Visit visit, Text heading, Text text) {
        Texts texts = Texts.in(visit.language());
        String title = texts.of(heading);
        return Html.page(status, texts, title, "", "<main>\n<h1>" + Html.escape(title) + "</h1>\n<p>"
                + Html.escape(texts.of(text)) + "</p>\n<p id=\"news\" role=\"status\"></p>\n</main>",
                "?lang=" + visit.language().other().code());
    }
}
