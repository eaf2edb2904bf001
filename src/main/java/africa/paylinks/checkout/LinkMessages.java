package africa.paylinks.checkout;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The messages on the pages of reusable links in one language. */
final class LinkMessages {

    private static final Map<Language, Properties> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, read(language));
        }
    }

    private final Language language;

    private LinkMessages(Language language) {
        this.language = language;
    }

    static LinkMessages in(Language language) {
        return new LinkMessages(language);
    }

    /** A message, unescaped. */
    String of(LinkMessageKey key) {
        return Optional.ofNullable(ALL.get(language).getProperty(key.name()))
                .orElseThrow(() -> new IllegalStateException(key + " is missing in " + language));
    }

    /** A message with a value for each {} in order, unescaped. */
    String of(LinkMessageKey key, String... fillings) {
        String text = of(key);
        for (String filling : fillings) {
            int place = text.indexOf("{}");
            text = text.substring(0, place) + filling + text.substring(place + 2);
        }
        return text;
    }

    private static Properties read(Language language) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(PageAssets.resource("link-messages-" + language.code() + ".properties")));
            return properties;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
