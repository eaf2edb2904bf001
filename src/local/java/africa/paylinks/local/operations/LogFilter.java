package africa.paylinks.local.operations;

import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric filter of CloudWatch Logs: counts the JSON lines of a log group that match a pattern of comparisons such as
 * {@code $.event = "x*"}, joined by {@code &&} and {@code ||}, or that contain quoted terms: all of {@code "a" "b"}, any of {@code ?"a" ?"b"}.
 *
 * <p>It writes no {@code DefaultValue}: a minute without a matching line has no value here.
 */
record LogFilter(String group, Predicate<JsonNode> pattern, MetricKey metric) {

    private static final Pattern TERMS = Pattern.compile("\"[^\"]+\"( +\"[^\"]+\")*|\\?\"[^\"]+\"( +\\?\"[^\"]+\")*");
    private static final Pattern TERM = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern COMPARISON = Pattern.compile("\\$\\.(\\w+) = \"([^\"]*)\"");

    /**
     * Reads a filter.
     *
     * @throws Unsupported when its pattern has anything else
     */
    static LogFilter of(String name, Map<String, Object> properties) {
        List<Object> transformations = Template.list(properties.get("MetricTransformations"));
        Map<String, Object> transformation = Template.map(transformations.get(0));
        if (transformations.size() != 1 || !"1".equals(String.valueOf(transformation.get("MetricValue"))) || transformation.containsKey("Dimensions")) {
            throw new Unsupported("the transformations of " + name);
        }
        String pattern = String.valueOf(properties.get("FilterPattern")).strip();
        return new LogFilter(String.valueOf(properties.get("LogGroupName")), predicate(pattern),
                MetricKey.of(String.valueOf(transformation.get("MetricNamespace")), String.valueOf(transformation.get("MetricName")), Map.of()));
    }

    private static Predicate<JsonNode> predicate(String pattern) {
        if (TERMS.matcher(pattern).matches()) {
            List<String> terms = TERM.matcher(pattern).results().map(term -> term.group(1)).toList();
            return pattern.startsWith("?") ? line -> terms.stream().anyMatch(line.toString()::contains) : line -> terms.stream().allMatch(line.toString()::contains);
        } else if (pattern.startsWith("{") && pattern.endsWith("}")) {
            return new Reader(pattern.substring(1, pattern.length() - 1)).read();
        }
        throw new Unsupported("the pattern " + pattern);
    }

    /** Reads a pattern from the left: {@code &&} binds closer than {@code ||}. */
    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Predicate<JsonNode> read() {
            Predicate<JsonNode> pattern = any();
            if (at < text.length()) {
                throw unknown();
            }
            return pattern;
        }

        private Predicate<JsonNode> any() {
            Predicate<JsonNode> pattern = all();
            while (skip("||")) {
                pattern = pattern.or(all());
            }
            return pattern;
        }

        private Predicate<JsonNode> all() {
            Predicate<JsonNode> pattern = one();
            while (skip("&&")) {
                pattern = pattern.and(one());
            }
            return pattern;
        }

        private Predicate<JsonNode> one() {
            if (skip("(")) {
                Predicate<JsonNode> pattern = any();
                if (!skip(")")) {
                    throw unknown();
                }
                return pattern;
            }
            Matcher comparison = COMPARISON.matcher(text).region(at, text.length());
            if (!comparison.lookingAt()) {
                throw unknown();
            }
            at = comparison.end();
            skipBlanks();
            String field = comparison.group(1);
            Pattern value = Pattern.compile(Pattern.quote(comparison.group(2)).replace("*", "\\E.*\\Q"));
            return line -> value.matcher(line.path(field).asText()).matches();
        }

        private boolean skip(String token) {
            skipBlanks();
            if (!text.startsWith(token, at)) {
                return false;
            }
            at += token.length();
            skipBlanks();
            return true;
        }

        private void skipBlanks() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        private Unsupported unknown() {
            return new Unsupported("'" + text.substring(at) + "' in the pattern {" + text + "}");
        }
    }
}
