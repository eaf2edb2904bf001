package africa.paylinks.checkout;

import africa.paylinks.http.ApiResponse;
import java.util.Map;

/** Builds HTML pages and escapes text. */
final class Html {

    private static final Map<String, String> HEADERS = Map.of(
            "content-type", "text/html; charset=utf-8",
            "cache-control", "no-store",
            "content-security-policy", PageAssets.POLICY,
            // Not "no-referrer": browsers would then hide the origin of forms. The next page still gets no URL.
            "referrer-policy", "same-origin",
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "x-robots-tag", "noindex");

    private Html() {
    }

    /**
     * Builds a page.
     *
     * @param title unescaped
     * @param head  HTML at the end of the head
     * @param main  the element {@code main}, as HTML
     * @param other URL of this page in the other language, unescaped
     */
    static ApiResponse page(int status, Messages messages, String title, String head, String main, String other) {
        Language language = messages.language();
        String html = "<!doctype html>\n<html lang=\"" + language.code() + "\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                + "<title>" + escape(title) + "</title>\n<link rel=\"icon\" href=\"data:,\">\n"
                + "<style>" + PageAssets.STYLE + "</style>\n" + head + "</head>\n<body>\n" + main
                + "\n<footer><a href=\"" + escape(other) + "\" lang=\"" + language.other().code() + "\" hreflang=\""
                + language.other().code() + "\">" + escape(messages.of(MessageKey.OTHER_LANGUAGE)) + "</a></footer>\n"
                + "<script>" + PageAssets.SCRIPT + "</script>\n</body>\n</html>\n";
        return new ApiResponse(status, HEADERS, html).with("content-language", language.code());
    }

    /** Escapes text for HTML and quoted attributes. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(character);
            }
        }
        return safe.toString();
    }

    /** Whether a URL is safe to link: {@code http} or {@code https}, not for example {@code javascript:}. */
    static boolean isWebAddress(String address) {
        return address.regionMatches(true, 0, "https://", 0, 8) || address.regionMatches(true, 0, "http://", 0, 7);
    }
}
