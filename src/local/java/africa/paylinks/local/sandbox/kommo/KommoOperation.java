package africa.paylinks.local.sandbox.kommo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operations of the API, by method and path. */
enum KommoOperation {
    ACCOUNT("GET", "/account"),
    PIPELINES("GET", "/leads/pipelines"),
    LEAD("GET", "/leads/(\\d+)"),
    CONTACT("GET", "/contacts/(\\d+)"),
    PATCH("PATCH", "/leads(?:/(\\d+))?"),
    NOTE("POST", "/leads(?:/(\\d+))?/notes"),
    NOTES("GET", "/leads/(\\d+)/notes"),
    UNKNOWN("", "");

    private static final String BELOW = "/api/v4";

    private final String method;
    private final Pattern path;

    KommoOperation(String method, String path) {
        this.method = method;
        this.path = Pattern.compile(BELOW + path);
    }

    /** An operation and the id in its path, if any. */
    record Invocation(KommoOperation operation, Optional<String> id) {
    }

    static Invocation of(String method, String path) {
        for (KommoOperation operation : values()) {
            Matcher matcher = operation.path.matcher(path);
            if (operation.method.equals(method) && matcher.matches()) {
                return new Invocation(operation, matcher.groupCount() == 0 ? Optional.empty() : Optional.ofNullable(matcher.group(1)));
            }
        }
        return new Invocation(UNKNOWN, Optional.empty());
    }

    static boolean isOne(String wireName) {
        return Arrays.stream(values()).anyMatch(operation -> operation.wireName().equals(wireName));
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
