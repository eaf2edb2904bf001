package africa.paylinks.local.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what all pages of the console share, such as the links to its sections, into each of them. */
final class PageFragments {

    private static final String FOLDER = "/console/fragments/";
    private static final Pattern INCLUDE = Pattern.compile("(?m)^ *<!-- include ([a-z-]+\\.html) -->\\R");

    private PageFragments() {
    }

    /**
     * Replaces each {@code <!-- include name.html -->} by that fragment, which may have more of them, and marks the link to the page itself.
     *
     * @param path by which the page is requested
     * @throws IOException when there is no such fragment
     */
    static String include(String page, String path) throws IOException {
        return assemble(page).replace("<a href=\"" + path + "\"", "<a href=\"" + path + "\" aria-current=\"page\"");
    }

    private static String assemble(String text) throws IOException {
        StringBuilder assembled = new StringBuilder();
        Matcher include = INCLUDE.matcher(text);
        while (include.find()) {
            include.appendReplacement(assembled, Matcher.quoteReplacement(assemble(fragment(include.group(1)))));
        }
        return include.appendTail(assembled).toString();
    }

    private static String fragment(String name) throws IOException {
        try (InputStream in = PageFragments.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("There is no fragment " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
