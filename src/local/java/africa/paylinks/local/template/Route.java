package africa.paylinks.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A route of the HTTP API.
 *
 * @param method upper-case method, or {@code ANY}
 * @param pattern path such as <code>/payments/{id}</code>; a last segment <code>{name+}</code> takes all that follows
 * @param function value of the function's {@code QUARKUS_FUNQY_EXPORT}
 * @param authorizer the same of the authorizer's function, empty for an open route
 */
public record Route(String method, String pattern, String function, Optional<String> authorizer) {

    /** Returns the key under which API Gateway knows the route. */
    public String key() {
        return method + " " + pattern;
    }

    /** Returns the path parameters when the decoded path fits, else nothing. */
    Optional<Map<String, String>> match(String calledMethod, String path) {
        if (!method.equals("ANY") && !method.equals(calledMethod)) {
            return Optional.empty();
        }
        String[] segments = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            if (i >= given.length) {
                return Optional.empty();
            }
            if (segment.endsWith("+}")) {
                parameters.put(segment.substring(1, segment.length() - 2), String.join("/", List.of(given).subList(i, given.length)));
                return Optional.of(parameters);
            }
            if (segment.startsWith("{")) {
                if (given[i].isEmpty()) {
                    return Optional.empty();
                }
                parameters.put(segment.substring(1, segment.length() - 1), given[i]);
            } else if (!segment.equals(given[i])) {
                return Optional.empty();
            }
        }
        return given.length == segments.length ? Optional.of(parameters) : Optional.empty();
    }

    /** Orders routes as API Gateway prefers them: fixed segments before parameters before greedy ones, a method before {@code ANY}. */
    String preference() {
        List<String> ranks = new ArrayList<>();
        for (String segment : pattern.split("/", -1)) {
            ranks.add(segment.endsWith("+}") ? "2" : segment.startsWith("{") ? "1" : "0");
        }
        return String.join("", ranks) + (method.equals("ANY") ? "1" : "0");
    }
}
