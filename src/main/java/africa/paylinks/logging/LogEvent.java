package africa.paylinks.logging;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;

/**
 * A parsed log message of ours: {@code some-event key=%s other=%d: free text}. The format is parsed, not the formatted text, so
 * that no value from outside can pass for a field.
 *
 * @param name    the event, such as {@code webhook-parked}; empty for messages of libraries
 * @param fields  strings, and integers as {@link Long}
 * @param message free text; may be empty
 */
record LogEvent(Optional<String> name, Map<String, Object> fields, String message) {

    /** Names that every line uses itself. */
    static final Set<String> RESERVED = Set.of("timestamp", "level", "event", "message", "function", "requestId", "trace", "logger",
            "exception");
    private static final String OURS = "africa.paylinks";
    private static final Pattern NAME = Pattern.compile("([a-z]+(?:-[a-z0-9]+)*)(?=[ :]|$):? ?");
    private static final Pattern FIELD = Pattern.compile("([a-zA-Z]+)=(\\S*?)([:,](?= |$))?(?: |$)");
    private static final Pattern PLACEHOLDER = Pattern.compile("%[^a-zA-Z%]*[a-zA-Z]");
    private static final String INTEGER = "%d";

    static LogEvent of(ExtLogRecord line) {
        String format = String.valueOf(line.getMessage());
        Matcher name = NAME.matcher(format);
        if (line.getLoggerName() == null || !line.getLoggerName().startsWith(OURS) || !name.lookingAt()) {
            return new LogEvent(Optional.empty(), Map.of(), String.valueOf(line.getFormattedMessage()));
        }
        Object[] parameters = line.getFormatStyle() == FormatStyle.PRINTF && line.getParameters() != null ? line.getParameters() : new Object[0];
        Map<String, Object> fields = new LinkedHashMap<>();
        int at = name.end();
        int used = 0;
        boolean more = !format.startsWith(":", name.end(1));
        Matcher field = FIELD.matcher(format);
        while (more && field.region(at, format.length()).lookingAt()) {
            int places = (int) PLACEHOLDER.matcher(field.group(2)).results().count();
            Object[] own = Arrays.copyOfRange(parameters, Math.min(used, parameters.length), Math.min(used + places, parameters.length));
            fields.put(RESERVED.contains(field.group(1)) ? field.group(1) + "_" : field.group(1), value(field.group(2), own));
            used += places;
            at = field.end();
            more = field.group(3) == null;
        }
        return new LogEvent(Optional.of(name.group(1)), fields, text(format.substring(at),
                Arrays.copyOfRange(parameters, Math.min(used, parameters.length), parameters.length)));
    }

    private static Object value(String format, Object[] parameters) {
        return format.equals(INTEGER) && parameters.length == 1 && parameters[0] instanceof Number number
                ? Long.valueOf(number.longValue()) : text(format, parameters);
    }

    private static String text(String format, Object[] parameters) {
        return parameters.length == 0 ? format : String.format(Locale.ROOT, format, parameters);
    }
}
