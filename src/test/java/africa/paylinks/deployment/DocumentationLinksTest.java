package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every relative link of every Markdown file leads to a file, and every anchor to a heading. */
class DocumentationLinksTest {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)\\s*#*");
    private static final Pattern FENCE = Pattern.compile(" *(```|~~~).*");
    private static final Pattern ADDRESS = Pattern.compile("[a-z]+:.*");
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".venv", ".aws-sam");

    @Test
    void everyLinkOfTheRepositoryLeadsSomewhere() throws IOException {
        List<Path> pages = Pages.markdown(NOT_OURS);
        assertTrue(pages.size() > 10, pages.toString());
        assertEquals(Set.of(), dead(pages));
    }

    @Test
    void aLinkToAMissingFileOrHeadingIsFound(@TempDir Path directory) throws IOException {
        Path page = Files.writeString(directory.resolve("page.md"), """
                # A `page`, and more
                [file](gone.md) [itself](#a-page-and-more) [heading](#gone) [other](other.md#twice-1) [text](other.md#fenced)
                [outside](https://example.com/gone)
                ```
                [not a link](gone-too.md)
                ```
                """);
        Files.writeString(directory.resolve("other.md"), "# Twice\n# Twice\n```\n# Fenced\n```\n");
        assertEquals(Set.of(page + ": gone.md", page + ": #gone", page + ": other.md#fenced"), dead(List.of(page)));
    }

    @Test
    void everyPageOfTheDocumentationCanBeReachedFromTheReadme() throws IOException {
        Path readme = Pages.root().resolve("README.md");
        Set<Path> reached = new TreeSet<>(Set.of(readme));
        List<Path> next = List.of(readme);
        while (!next.isEmpty()) {
            next = next.stream().flatMap(page -> links(page).map(link -> target(page, link).map(Target::file))).flatMap(Optional::stream)
                    .filter(file -> file.toString().endsWith(".md") && Files.exists(file) && reached.add(file)).toList();
        }
        Set<Path> unreached = new TreeSet<>(Pages.markdown(NOT_OURS));
        unreached.removeAll(reached);
        assertEquals(Set.of(), unreached);
    }

    private static Set<String> dead(List<Path> pages) {
        Map<Path, Set<String>> anchors = new HashMap<>();
        Set<String> dead = new TreeSet<>();
        for (Path page : pages) {
            links(page).forEach(link -> target(page, link).ifPresent(target -> {
                boolean found = Files.exists(target.file()) && target.anchor()
                        .map(anchor -> anchors.computeIfAbsent(target.file(), DocumentationLinksTest::anchors).contains(anchor)).orElse(true);
                if (!found) {
                    dead.add(page + ": " + link);
                }
            }));
        }
        return dead;
    }

    private static Stream<String> links(Path page) {
        return prose(page).flatMap(line -> LINK.matcher(line.replaceAll("`[^`]*`", "")).results()).map(found -> found.group(1));
    }

    /** Where a link leads, unless that is elsewhere on the web. */
    private static Optional<Target> target(Path page, String link) {
        if (ADDRESS.matcher(link).matches()) {
            return Optional.empty();
        }
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Optional.of(new Target(file, parts.length == 2 ? Optional.of(parts[1]) : Optional.empty()));
    }

    /** The anchors that GitHub gives to a page's headings. */
    private static Set<String> anchors(Path page) {
        Map<String, Integer> seen = new HashMap<>();
        return prose(page).map(HEADING::matcher).filter(heading -> heading.matches()).map(heading -> heading.group(1))
                .map(text -> text.replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1").toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .map(anchor -> {
                    int before = seen.merge(anchor, 1, Integer::sum) - 1;
                    return before == 0 ? anchor : anchor + "-" + before;
                }).collect(Collectors.toSet());
    }

    /** The lines of a page that are not in a block of code. */
    private static Stream<String> prose(Path page) {
        try {
            boolean[] code = {false};
            return Files.readAllLines(page).stream().filter(line -> {
                boolean fence = FENCE.matcher(line).matches();
                code[0] ^= fence;
                return !fence && !code[0];
            }).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private record Target(Path file, Optional<String> anchor) {
    }
}
