package africa.paylinks.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** In which cases another implementation is known not to do what the documentation says, and what it does. */
final class KnownDifferences {

    private KnownDifferences() {
    }

    /** Those of the implementation that this run is about; the embedded table has none. */
    static Map<String, String> ofThisRun() {
        String name = System.getProperty("paylinks.dynamodb.differences", "");
        return TestTable.ENDPOINT.isEmpty() || name.isEmpty() ? Map.of() : read(name);
    }

    private static Map<String, String> read(String name) {
        try (InputStream yaml = KnownDifferences.class.getResourceAsStream("/dynamodb/differences-" + name + ".yaml")) {
            if (yaml == null) {
                throw new IllegalArgumentException("There is no list of differences named " + name);
            }
            Map<String, String> differences = new Yaml().load(yaml);
            return differences == null ? Map.of() : differences;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
