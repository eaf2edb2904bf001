package africa.paylinks.checkout;

import africa.paylinks.http.ApiResponse;
import java.util.Map;
import java.util.function.Function;

/** Builds HTML pages and escapes text. */
final class Html {

    private static final Map<String, String> HEADERS = Map.of(
            "content-type", "text/html; charset=utf-8",
            "cache-control", "no-store",
            // Not "no-referrer": browsers would then hide the origin of forms. The next page still gets no URL.
            "referrer-policy", "same-origin",
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "x-robots-tag", "noindex");

    private Html() {
    }

    /**
     * A page.
     *
     * @param title      unescaped
     * @param colors     the style with the merchant's colours; empty for ours
     * @param head       HTML at the end of the head
     * @param main       the element {@code main}, as HTML
     * @param inLanguage the URL of this page in another language, unescaped
     */
    record Page(Messages messages, String title, String colors, String head, String main, Function<Language, String> inLanguage) {
    }

    /** Builds the response with a page. */
    static ApiResponse answer(int status, Page page) {
        Language language = page.messages.language();
        String html = "<!doctype html>\n<html lang=\"" + language.tag() + "\"" + (language.isRightToLeft() ? " dir=\"rtl\"" : "")
                + ">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                + "<title>" + escape(page.title) + "</title>\n<link rel=\"icon\" href=\"data:,\">\n"
                + "<style>" + PageAssets.STYLE + "</style>\n" + (page.colors.isEmpty() ? "" : "<style>" + page.colors + "</style>\n")
                + page.head + "</head>\n<body>\n" + page.main + "\n<footer>" + languages(page) + "</footer>\n"
                + "<script>" + PageAssets.SCRIPT + "</script>\n</body>\n</html>\n";
        return new ApiResponse(status, HEADERS, html).with("content-language", language.tag())
                .with("content-security-policy", PageAssets.policy(page.colors));
    }

    private static String languages(Page page) {
        StringBuilder links = new StringBuilder("<nav aria-label=\"" + escape(page.messages.of(MessageKey.LANGUAGES)) + "\">");
        Language.CHOICES.stream().filter(other -> !other.code().equals(page.messages.language().code())).forEach(other ->
                links.append("<a href=\"").append(escape(page.inLanguage.apply(other))).append("\" lang=\"").append(other.tag())
                        .append("\" hreflang=\"").append(other.tag()).append("\">").append(escape(other.ownName())).append("</a>"));
        return links.append("</nav>").toString();
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
