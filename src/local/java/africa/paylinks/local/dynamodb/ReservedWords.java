package africa.paylinks.local.dynamodb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The words that an expression may not use as attribute names, from the developer guide's page "Reserved words in DynamoDB". */
final class ReservedWords {

    private static final Set<String> WORDS = read();

    private ReservedWords() {
    }

    /** Returns whether a name needs a placeholder, in any case. */
    static boolean contain(String name) {
        return WORDS.contains(name.toUpperCase(Locale.ROOT));
    }

    private static Set<String> read() {
        try (InputStream file = ReservedWords.class.getResourceAsStream("/dynamodb/reserved-words.txt")) {
            return Set.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
