package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is woken by an alarm or reads a warning finds on the page what to do. */
class OperatorsPageTest {

    private static final Pattern WARNING = Pattern.compile("LOG\\.(?:warn|error)f?\\((?:\\w+,\\s*)?\"([a-z]+(?:-[a-z]+)+)\\b");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[a-z-]+`(?:, `[a-z-]+`)*) \\|");
    private static final Pattern DESCRIPTION = Pattern.compile("see docs/operate\\.md#([a-z-]+)");

    @Test
    void everyAlarmHasAHeading() throws IOException {
        Set<String> headings = page().lines().filter(line -> line.startsWith("### ") && line.endsWith("Alarm"))
                .map(line -> line.substring(4)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm").keySet()), headings);
    }

    @Test
    void everyWarningOfTheLogHasARow() throws IOException {
        Set<String> missing = sources().flatMap(source -> WARNING.matcher(source).results()).map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(missing.size() > 30, missing.toString());
        missing.removeAll(rows());
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyRowIsALineThatTheCodeWrites() throws IOException {
        String code = sources().collect(Collectors.joining());
        Set<String> gone = rows();
        // Some lines are put together from a prefix and what happened.
        gone.removeIf(line -> code.contains("\"" + line) || code.contains("\"" + line.replaceFirst("^webhook-", "") + "\""));
        assertEquals(Set.of(), gone);
    }

    @Test
    void theTemplateRefersToHeadingsOfThePage() throws IOException {
        String page = page();
        Set<String> headings = page.lines().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-')).collect(Collectors.toSet());
        Set<String> named = DESCRIPTION.matcher(Files.readString(Pages.root().resolve("template.yaml"))).results()
                .map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.size() >= 2, named.toString());
        named.removeAll(headings);
        assertEquals(Set.of(), named);
    }

    private static Set<String> rows() throws IOException {
        return ROW.matcher(page()).results().flatMap(row -> Stream.of(row.group(1).split(", ")))
                .map(name -> name.replace("`", "")).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String page() throws IOException {
        return Files.readString(Pages.root().resolve("docs/operate.md"));
    }

    private static Stream<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Pages.root().resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).map(file -> {
                try {
                    return Files.readString(file);
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            }).toList().stream();
        }
    }
}
