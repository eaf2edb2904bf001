package africa.paylinks.deployment;

import static java.util.regex.Pattern.DOTALL;
import static java.util.regex.Pattern.MULTILINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows {@code docs/add-a-provider.md} step by step in a copy of the repository, builds it, and runs the tests that the page names. */
@Tag("slow")
class AddAProviderIT {

    private static final Path REPOSITORY = Template.find(Path.of("")).toAbsolutePath().getParent();
    private static final Set<String> NOT_COPIED = Set.of("target", ".git", "node_modules", ".venv");
    private static final Pattern CREATE = Pattern.compile("^Create `([^`]+)`[^\n]*:\n\n```[a-z]+\n(.*?)^```$", MULTILINE | DOTALL);
    private static final Pattern INSERT = Pattern.compile("^In `([^`]+)`, (above|below) `([^`]+)`[^\n]*:\n\n```[a-z]+\n(.*?)^```$", MULTILINE | DOTALL);
    private static final Pattern REPLACE = Pattern.compile("^In `([^`]+)`, replace `([^`]+)` with `([^`]+)`\\.$", MULTILINE);
    private static final Pattern BLOCK = Pattern.compile("^```[a-z]+$", MULTILINE);
    private static final Pattern RUN = Pattern.compile("^```bash\n\\./mvnw test -Dtest='([^']+)'\n```$", MULTILINE);
    private static final Pattern INCOMPLETE = Pattern.compile("^\\| `(\\w+Test)` \\|", MULTILINE);

    @TempDir
    static Path copy;

    private static String page;
    private static List<String> passing;
    private static List<String> failing;

    @BeforeAll
    static void followThePage() throws IOException, InterruptedException {
        page = Files.readString(REPOSITORY.resolve("docs/add-a-provider.md"));
        passing = matches(RUN).stream().flatMap(run -> Stream.of(run.group(1).split(","))).toList();
        failing = matches(INCOMPLETE).stream().map(row -> row.group(1)).toList();
        copyRepository();
        for (MatchResult step : matches(CREATE)) {
            Path file = copy.resolve(step.group(1));
            assertFalse(Files.exists(file), () -> step.group(1) + " exists");
            Files.createDirectories(file.getParent());
            Files.writeString(file, step.group(2));
        }
        for (MatchResult step : matches(INSERT)) {
            insert(copy.resolve(step.group(1)), step.group(3), step.group(2).equals("below"), step.group(4));
        }
        for (MatchResult step : matches(REPLACE)) {
            Path file = copy.resolve(step.group(1));
            String text = Files.readString(file);
            assertEquals(2, text.split(Pattern.quote(step.group(2)), -1).length, () -> step.group(2) + " occurs once in " + step.group(1));
            Files.writeString(file, text.replace(step.group(2), step.group(3)));
        }
        build();
    }

    @Test
    void everyBlockIsAStepOrACommand() {
        assertEquals(matches(BLOCK).size(), matches(CREATE).size() + matches(INSERT).size() + matches(RUN).size());
    }

    @Test
    void theNewProviderPassesTheTestsOfThePage() throws IOException {
        assertTrue(passing.stream().anyMatch(name -> name.endsWith("ContractTest")));
        for (String test : passing) {
            String result = result(test);
            assertTrue(result.contains(" errors=\"0\"") && result.contains(" failures=\"0\"") && !result.contains(" tests=\"0\""), result);
        }
    }

    @Test
    void theTestsThatThePageListsAsIncompleteFail() throws IOException {
        assertFalse(failing.isEmpty());
        for (String test : failing) {
            String result = result(test);
            assertFalse(result.contains(" errors=\"0\"") && result.contains(" failures=\"0\""), result);
        }
    }

    private static List<MatchResult> matches(Pattern pattern) {
        return pattern.matcher(page).results().toList();
    }

    private static void copyRepository() throws IOException {
        copy(REPOSITORY, copy);
        // With these, the build compiles only what the page adds.
        Path target = Files.createDirectories(copy.resolve("target"));
        for (String classes : List.of("classes", "test-classes")) {
            copy(Path.of(System.getProperty("paylinks.build.directory", "target"), classes), target.resolve(classes));
        }
    }

    private static void copy(Path source, Path destination) throws IOException {
        if (!Files.isDirectory(source)) {
            Files.copy(source, destination, StandardCopyOption.COPY_ATTRIBUTES);
            return;
        }
        Files.createDirectories(destination);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(file -> !NOT_COPIED.contains(file.getFileName().toString())).toList()) {
                copy(file, destination.resolve(file.getFileName()));
            }
        }
    }

    private static void insert(Path file, String anchor, boolean below, String block) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(anchor)) {
                found.add(i);
            }
        }
        assertEquals(1, found.size(), () -> anchor + " begins one line of " + file);
        lines.addAll(found.get(0) + (below ? 1 : 0), block.lines().toList());
        Files.write(file, lines);
    }

    private static void build() throws IOException, InterruptedException {
        String tests = Stream.concat(passing.stream(), failing.stream()).collect(Collectors.joining(","));
        Path log = copy.resolve("build.log");
        ProcessBuilder maven = new ProcessBuilder("./mvnw", "-B", "-ntp", "-o", "-q", "test", "-Dtest=" + tests, "-Dmaven.test.failure.ignore=true",
                "-Dmaven.compiler.useIncrementalCompilation=false")
                .directory(copy.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        maven.environment().remove("MAVEN_PROJECTBASEDIR");
        Process process = maven.start();
        try {
            assertTrue(process.waitFor(15, TimeUnit.MINUTES), "the build takes too long");
            assertEquals(0, process.exitValue(), () -> tail(log));
        } finally {
            process.destroy();
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the report of a test class says: its counts in the first element, then each failure. */
    private static String result(String test) throws IOException {
        try (Stream<Path> reports = Files.list(copy.resolve("target/surefire-reports"))) {
            Path report = reports.filter(file -> file.getFileName().toString().matches("TEST-.*\\." + test + "\\.xml")).findFirst()
                    .orElseThrow(() -> new AssertionError(test + " did not run"));
            Matcher suite = Pattern.compile("<testsuite[^>]*>").matcher(Files.readString(report));
            assertTrue(suite.find());
            return suite.group() + "\n" + tail(copy.resolve("build.log"));
        }
    }
}
