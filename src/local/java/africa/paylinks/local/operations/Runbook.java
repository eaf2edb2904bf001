package africa.paylinks.local.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the operator's page says about each of its sections. */
final class Runbook {

    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    private final Path page;

    Runbook(Path page) {
        this.page = page;
    }

    /** The text of each section of the third level, by its anchor, with links replaced by their words. */
    Map<String, String> sections() {
        Map<String, String> sections = new TreeMap<>();
        try {
            for (String part : Files.readString(page).split("\n(?=#)")) {
                if (part.startsWith("### ")) {
                    int end = part.indexOf('\n');
                    sections.put(part.substring("### ".length(), end).strip().toLowerCase(Locale.ROOT).replace(' ', '-'),
                            LINK.matcher(part.substring(end)).replaceAll("$1").strip());
                }
            }
            return sections;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
