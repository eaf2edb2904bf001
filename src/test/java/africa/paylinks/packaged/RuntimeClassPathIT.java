package africa.paylinks.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is deployed holds what was agreed and nothing else: each jar costs cold start and brings its own advisories. */
@Tag("slow")
class RuntimeClassPathIT {

    private static final Path ACCEPTED = Path.of("src/test/resources/runtime-class-path.txt");

    private static final Map<String, String> UNWANTED = Map.of(
            "io/netty/", "Netty",
            "io/vertx/", "Vert.x",
            "org/apache/http/", "Apache HTTP client 4",
            "org/apache/hc/", "Apache HTTP client 5",
            "africa/paylinks/local/", "the local stack",
            "africa/paylinks/packaged/", "the tests",
            "com/amazonaws/services/lambda/runtime/api/", "the runtime interface client");

    private static Path applicationRoot;

    @BeforeAll
    static void findPackage() throws IOException {
        FunctionPackage functionPackage = Packaged.functionPackage("class-path");
        applicationRoot = functionPackage.isNative() ? nativeImageSource() : functionPackage.taskRoot();
    }

    /** A native package holds one executable; what went into it lies beside it. */
    private static Path nativeImageSource() throws IOException {
        try (Stream<Path> outputs = Files.list(Packaged.buildDirectory())) {
            return outputs.filter(path -> path.getFileName().toString().endsWith("-native-image-source-jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no native-image-source-jar in " + Packaged.buildDirectory()));
        }
    }

    @Test
    void holdsExactlyTheAcceptedJars() throws IOException {
        Set<String> packaged = new TreeSet<>();
        for (Path jar : jars()) {
            packaged.add(jar.getFileName().toString());
        }
        Set<String> accepted = new TreeSet<>(Files.readAllLines(ACCEPTED, StandardCharsets.UTF_8));

        Set<String> came = new TreeSet<>(packaged);
        came.removeAll(accepted);
        Set<String> went = new TreeSet<>(accepted);
        went.removeAll(packaged);
        assertTrue(came.isEmpty() && went.isEmpty(), () -> """
                The jars of the package changed.
                Came: %s
                Went: %s
                If that is meant, accept it with
                  (cd %s && ls *.jar) | LC_ALL=C sort > %s
                """.formatted(came, went, applicationRoot.resolve("lib"), ACCEPTED));
    }

    @Test
    void holdsNoClassOfWhatDoesNotBelongInAFunction() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        for (String entry : classes()) {
            UNWANTED.forEach((prefix, what) -> {
                if (entry.startsWith(prefix)) {
                    found.computeIfAbsent(what, key -> new ArrayList<>()).add(entry);
                }
            });
        }
        assertEquals(Map.of(), found);
    }

    @Test
    void holdsEveryClassOnce() throws IOException {
        Set<String> seen = new TreeSet<>();
        List<String> twice = new ArrayList<>();
        for (String entry : classes()) {
            boolean module = entry.endsWith("module-info.class") || entry.startsWith("META-INF/");
            if (!module && !seen.add(entry)) {
                twice.add(entry);
            }
        }
        assertEquals(List.of(), twice);
    }

    /** The bill of materials is kept with the package, so it has to name all of it. */
    @Test
    void isCompletelyListedInItsBillOfMaterials() throws IOException {
        Path file = Packaged.buildDirectory().resolve("paylinks.cdx.json");
        assertTrue(Files.exists(file), () -> file + " is missing: its plugin works only while Maven is online, so build without -o");
        JsonNode sbom = new ObjectMapper().readTree(file.toFile());
        Set<String> named = new TreeSet<>();
        for (JsonNode component : sbom.get("components")) {
            assertFalse(component.path("licenses").isEmpty(), () -> component.get("purl") + " has no licence");
            named.add("%s.%s-%s.jar".formatted(component.get("group").textValue(), component.get("name").textValue(),
                    component.get("version").textValue()));
        }
        Set<String> unnamed = new TreeSet<>();
        for (Path jar : jars()) {
            unnamed.add(jar.getFileName().toString());
        }
        unnamed.removeAll(named);
        assertEquals(Set.of(), unnamed);
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> walk = Files.list(applicationRoot.resolve("lib"))) {
            return walk.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static List<String> classes() throws IOException {
        List<String> classes = new ArrayList<>();
        List<Path> archives = new ArrayList<>(jars());
        try (Stream<Path> runner = Files.list(applicationRoot)) {
            runner.filter(path -> path.toString().endsWith(".jar")).forEach(archives::add);
        }
        for (Path archive : archives) {
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                zip.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class"))
                        .forEach(classes::add);
            }
        }
        try (Stream<Path> walk = Files.walk(applicationRoot)) {
            walk.filter(path -> path.toString().endsWith(".class"))
                    .map(path -> applicationRoot.relativize(path).toString()).forEach(classes::add);
        }
        return classes;
    }
}
