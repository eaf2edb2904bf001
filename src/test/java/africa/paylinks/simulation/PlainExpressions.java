package africa.paylinks.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The part of DynamoDB's expressions that the ledger's writes use, each read once. Whatever is not a part of it is refused, so that
 * nothing is understood by halves; the embedded table has all of the language.
 */
final class PlainExpressions {

    private static final Pattern TOKEN = Pattern.compile("\\s*(<=|>=|<>|[(),=<>+-]|[#:]?[A-Za-z0-9_.#]+)");
    private static final Map<String, Condition> CONDITIONS = new ConcurrentHashMap<>();
    private static final Map<String, Update> UPDATES = new ConcurrentHashMap<>();

    private final List<String> tokens = new ArrayList<>();
    private int next;

    private PlainExpressions(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length() && matcher.find(end) && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end < text.length()) {
            throw new AssertionError("Not an expression of the ledger: " + text);
        }
    }

    /** What an expression refers to. */
    record Context(Map<String, AttributeValue> item, Map<String, String> names, Map<String, AttributeValue> values) {

        private String name(String word) {
            return word.startsWith("#") ? names.get(word) : word;
        }

        private AttributeValue attribute(String path) {
            return item.get(name(path));
        }
    }

    /** A condition; the item of a context is empty when there is none. */
    interface Condition {

        boolean holds(Context context);
    }

    /** A change of an item. */
    interface Update {

        /** The item after the change, from the one before it. */
        Map<String, AttributeValue> of(Context context);
    }

    private interface Operand {

        AttributeValue of(Context context);
    }

    private interface Step {

        void apply(Context before, Map<String, AttributeValue> after);
    }

    static Condition condition(String text) {
        return text == null ? any -> true : CONDITIONS.computeIfAbsent(text, unread -> {
            PlainExpressions reader = new PlainExpressions(unread);
            Condition read = reader.either();
            reader.requireEnd();
            return read;
        });
    }

    static Update update(String text) {
        return UPDATES.computeIfAbsent(text, unread -> {
            PlainExpressions reader = new PlainExpressions(unread);
            List<Step> steps = reader.steps();
            reader.requireEnd();
            return before -> {
                Map<String, AttributeValue> after = new HashMap<>(before.item);
                steps.forEach(step -> step.apply(before, after));
                return after;
            };
        });
    }

    private Condition either() {
        Condition first = all();
        while (accept("OR")) {
            Condition one = first;
            Condition other = all();
            first = context -> one.holds(context) || other.holds(context);
        }
        return first;
    }

    private Condition all() {
        Condition first = one();
        while (accept("AND")) {
            Condition one = first;
            Condition other = one();
            first = context -> one.holds(context) && other.holds(context);
        }
        return first;
    }

    private Condition one() {
        if (accept("(")) {
            Condition inner = either();
            expect(")");
            return inner;
        }
        String word = take();
        if (word.equals("attribute_exists") || word.equals("attribute_not_exists")) {
            expect("(");
            String path = take();
            expect(")");
            boolean isWanted = word.equals("attribute_exists");
            return context -> (context.attribute(path) != null) == isWanted;
        }
        String comparator = take();
        String value = take();
        return context -> compare(context.attribute(word), value.startsWith(":") ? context.values.get(value) : context.attribute(value), comparator);
    }

    private static boolean compare(AttributeValue one, AttributeValue other, String comparator) {
        if (one == null || other == null || one.type() != other.type()) {
            return false;
        }
        if (one.bool() != null) {
            return comparator.equals("=") && one.bool().equals(other.bool());
        }
        int order = one.n() != null ? Long.compare(Long.parseLong(one.n()), Long.parseLong(other.n())) : one.s().compareTo(other.s());
        return switch (comparator) {
            case "=" -> order == 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new AssertionError("Not a comparator of the ledger: " + comparator);
        };
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        if (accept("SET")) {
            do {
                String path = take();
                expect("=");
                Operand value = sum();
                steps.add(set(path, value));
            } while (accept(","));
        }
        if (accept("REMOVE")) {
            do {
                String path = take();
                steps.add((before, after) -> after.remove(before.name(path)));
            } while (accept(","));
        }
        return steps;
    }

    private static Step set(String path, Operand value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return (before, after) -> after.put(before.name(path), value.of(before));
        }
        return (before, after) -> {
            String map = before.name(path.substring(0, dot));
            Map<String, AttributeValue> inner = new HashMap<>(after.get(map).m());
            inner.put(before.name(path.substring(dot + 1)), value.of(before));
            after.put(map, AttributeValue.fromM(inner));
        };
    }

    private Operand sum() {
        Operand first = operand();
        int sign = accept("+") ? 1 : accept("-") ? -1 : 0;
        if (sign == 0) {
            return first;
        }
        Operand other = operand();
        return context -> AttributeValue.fromN(Long.toString(Long.parseLong(first.of(context).n()) + sign * Long.parseLong(other.of(context).n())));
    }

    private Operand operand() {
        String word = take();
        if (!word.equals("if_not_exists")) {
            return word.startsWith(":") ? context -> context.values.get(word) : context -> context.attribute(word);
        }
        expect("(");
        String path = take();
        expect(",");
        Operand otherwise = operand();
        expect(")");
        return context -> {
            AttributeValue existing = context.attribute(path);
            return existing == null ? otherwise.of(context) : existing;
        };
    }

    private boolean accept(String token) {
        boolean isNext = next < tokens.size() && tokens.get(next).equals(token);
        next += isNext ? 1 : 0;
        return isNext;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw new AssertionError("Not an expression of the ledger: '" + token + "' is missing in " + tokens);
        }
    }

    private String take() {
        return tokens.get(next++);
    }

    private void requireEnd() {
        if (next < tokens.size()) {
            throw new AssertionError("Not an expression of the ledger: " + tokens);
        }
    }
}
