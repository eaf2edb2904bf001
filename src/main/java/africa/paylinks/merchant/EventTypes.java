package africa.paylinks.merchant;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A selection of event types: exact names such as {@code payment.completed}, and {@code payment.*} for all of a subject, those
 * of later versions included.
 *
 * @param names empty selects all events
 */
public record EventTypes(Set<String> names) {

    /** All events. */
    public static final EventTypes ALL = new EventTypes(Set.of());

    private static final Pattern NAME = Pattern.compile("(payment|subscription|transfer)\\.(\\*|[a-z][a-z_-]{0,39})");
    private static final String ANY = "*";

    public EventTypes {
        names = Collections.unmodifiableSet(new TreeSet<>(names));
    }

    /** A selection; {@code *} selects all events. */
    public static EventTypes of(Collection<String> names) {
        return names.contains(ANY) ? ALL : new EventTypes(new TreeSet<>(names));
    }

    /** Whether a text can be part of a selection. */
    public static boolean isName(String text) {
        return text.equals(ANY) || NAME.matcher(text).matches();
    }

    /** Whether the selection contains this type. */
    public boolean include(String type) {
        return names.isEmpty() || names.contains(type) || names.contains(type.substring(0, type.indexOf('.') + 1) + ANY);
    }
}
