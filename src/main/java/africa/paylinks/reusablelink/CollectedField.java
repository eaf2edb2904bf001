package africa.paylinks.reusablelink;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the page of a link asks of each customer. */
public enum CollectedField {
    NAME, EMAIL, PHONE, NOTE;

    /** The name in the API and in the page's form. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<CollectedField> named(String name) {
        return Arrays.stream(values()).filter(field -> field.wireName().equals(name)).findFirst();
    }
}
