package africa.paylinks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.capability.ProvidersOfTheCode;
import africa.paylinks.local.sandbox.SimulatedSystem;
import africa.paylinks.provider.Provider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A provider is one package: no other code of the product or of the local stack names it, not even within an identifier. */
class ProviderIsolationTest {

    private static final Pattern CODE = Pattern.compile(".*\\.(java|js|html)");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|<!--.*?-->|(?<!\\S)//[^\n]*", Pattern.DOTALL);

    /** Each with the system that the file names, and why. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            // A default value, which a setting replaces.
            "src/main/java/africa/paylinks/kommo/KommoConfig.java", "flutterwave",
            // The ids of a deal's payments are stored, and begin with the name of the CRM.
            "src/main/java/africa/paylinks/aws/PaymentErasure.java", "kommo",
            // The page of the CRM's deals.
            "src/local/resources/console/board.js", "kommo",
            "src/local/resources/console/board.html", "kommo");

    @Test
    void noOtherCodeNamesAProvider() throws IOException, URISyntaxException {
        Set<String> named = new TreeSet<>();
        for (String system : systems()) {
            namedIn(Path.of("src/main"), system, named);
            namedIn(Path.of("src/local"), system, named);
        }
        assertEquals(EXCEPTIONS.entrySet().stream().map(entry -> entry.getKey() + " names " + entry.getValue())
                .collect(Collectors.toCollection(TreeSet::new)), named);
    }

    @Test
    void namesAreFoundInIdentifiersAndStringsButNotInComments() {
        assertTrue(names("String FIRST_KEY = null;", "first"));
        assertTrue(names("new FirstSandbox()", "first"));
        assertTrue(names("URI.create(\"https://first.example\")", "first"));
        assertFalse(names("/** Such as {@code first}. */ int a; // first", "first"));
    }

    @Test
    void everyProviderIsSimulated() throws IOException, URISyntaxException {
        Set<String> simulated = SimulatedSystem.all().stream().map(SimulatedSystem::name).collect(Collectors.toSet());
        assertTrue(simulated.containsAll(providers()), simulated.toString());
    }

    private static Set<String> systems() throws IOException, URISyntaxException {
        return Stream.concat(providers().stream(), SimulatedSystem.all().stream().map(SimulatedSystem::name)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> providers() throws IOException, URISyntaxException {
        return ProvidersOfTheCode.byName().stream().map(Provider::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void namedIn(Path directory, String system, Set<String> named) throws IOException {
        Pattern own = Pattern.compile("/africa/paylinks/(local/sandbox/)?" + Pattern.quote(system) + "/");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.toString().replace('\\', '/');
                if (CODE.matcher(name).matches() && !own.matcher(name).find() && names(Files.readString(file), system)) {
                    named.add(name + " names " + system);
                }
            }
        }
    }

    private static boolean names(String code, String system) {
        return COMMENT.matcher(code).replaceAll("").toLowerCase(Locale.ROOT).contains(system);
    }
}
