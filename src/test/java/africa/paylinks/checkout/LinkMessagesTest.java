package africa.paylinks.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkMessagesTest {

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr", "pt", "ar"})
    void everyLanguageHasAllMessagesWithTheSamePlaceholders(String code) throws IOException {
        Properties texts = read(code);
        assertEquals(Arrays.stream(LinkMessageKey.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(texts.stringPropertyNames()));
        Properties english = read("en");
        texts.forEach((key, text) -> {
            assertFalse(text.toString().isBlank(), key.toString());
            assertEquals(placeholders(english.getProperty(key.toString())), placeholders(text.toString()), key.toString());
        });
    }

    private static int placeholders(String text) {
        return text.split("\\{}", -1).length - 1;
    }

    private static Properties read(String code) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(PageAssets.resource("link-messages-" + code + ".properties")));
        return properties;
    }
}
