package africa.paylinks.local.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression of CloudWatch's metric math, as far as templates use it: {@code + - * /}, comparisons, lists, and the functions
 * {@code SUM}, {@code MAX}, {@code MIN}, {@code FILL} with a number, {@code IF}, {@code DIFF} and {@code METRICS()}.
 *
 * <p>A number is one for each period. A period in which an operand is missing or the result is infinite is missing.
 */
final class Expression {

    private static final Pattern TOKEN = Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?|[A-Za-z_][A-Za-z0-9_]*|>=|<=|==|!=|[-+*/()\\[\\],<>])");
    private static final Map<String, DoubleBinaryOperator> COMPARISONS = Map.of(
            ">=", (a, b) -> a >= b ? 1 : 0, "<=", (a, b) -> a <= b ? 1 : 0, ">", (a, b) -> a > b ? 1 : 0,
            "<", (a, b) -> a < b ? 1 : 0, "==", (a, b) -> a == b ? 1 : 0, "!=", (a, b) -> a != b ? 1 : 0);
    private static final Map<String, DoubleBinaryOperator> SUMS = Map.of("+", Double::sum, "-", (a, b) -> a - b);
    private static final Map<String, DoubleBinaryOperator> PRODUCTS = Map.of("*", (a, b) -> a * b, "/", (a, b) -> a / b);

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> names = new TreeSet<>();
    private final Node root;
    private int at;

    private Expression(String text) {
        this.text = text;
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (token.region(end, text.length()).lookingAt()) {
            tokens.add(token.group(1));
            end = token.end();
        }
        if (!text.substring(end).isBlank()) {
            throw new Unsupported("'" + text.substring(end) + "' in the expression " + text);
        }
        this.root = binary(COMPARISONS);
        if (at < tokens.size()) {
            throw new Unsupported("'" + tokens.get(at) + "' in the expression " + text);
        }
    }

    /**
     * Parses an expression.
     *
     * @throws Unsupported when it uses anything else than the above
     */
    static Expression parse(String text) {
        return new Expression(text);
    }

    /** The ids that the expression names. */
    Set<String> names() {
        return Set.copyOf(names);
    }

    /** What an expression can refer to. */
    interface Inputs {

        /** The series of an id. */
        Series named(String id);

        /** Every series that is a metric and not an expression. */
        List<Series> metrics();

        /** How many periods there are. */
        int length();
    }

    /** Calculates the expression, which has to be one series. */
    Series evaluate(Inputs inputs) {
        return single(root, inputs);
    }

    private record Node(boolean isList, Function<Inputs, List<Series>> value) {

        List<Series> of(Inputs inputs) {
            return value.apply(inputs);
        }
    }

    private Series single(Node node, Inputs inputs) {
        List<Series> found = node.of(inputs);
        if (found.size() != 1) {
            throw new Unsupported("a list in this place of the expression " + text);
        }
        return found.get(0);
    }

    private Node binary(Map<String, DoubleBinaryOperator> operators) {
        Node left = operand(operators);
        while (at < tokens.size() && operators.containsKey(tokens.get(at))) {
            DoubleBinaryOperator operator = operators.get(tokens.get(at++));
            Node first = left;
            Node second = operand(operators);
            left = new Node(false, inputs -> List.of(single(first, inputs).with(single(second, inputs), operator)));
        }
        return left;
    }

    private Node operand(Map<String, DoubleBinaryOperator> operators) {
        return operators == COMPARISONS ? binary(SUMS) : operators == SUMS ? binary(PRODUCTS) : primary();
    }

    private Node primary() {
        String token = next();
        if (token.equals("(")) {
            Node inner = binary(COMPARISONS);
            expect(")");
            return inner;
        } else if (token.equals("[")) {
            List<Node> elements = arguments("]");
            return new Node(true, inputs -> elements.stream().flatMap(element -> element.of(inputs).stream()).toList());
        } else if (token.equals("-")) {
            Node negated = primary();
            return new Node(negated.isList(), inputs -> negated.of(inputs).stream().map(series -> series.map(value -> -value)).toList());
        } else if (Character.isDigit(token.charAt(0))) {
            double number = Double.parseDouble(token);
            return new Node(false, inputs -> List.of(Series.constant(number, inputs.length())));
        } else if (at < tokens.size() && tokens.get(at).equals("(")) {
            at++;
            return function(token, arguments(")"));
        } else if (!Character.isLowerCase(token.charAt(0))) {
            throw new Unsupported("'" + token + "' in the expression " + text);
        }
        names.add(token);
        return new Node(false, inputs -> List.of(inputs.named(token)));
    }

    private Node function(String name, List<Node> arguments) {
        int wanted = switch (name) {
            case "METRICS" -> 0;
            case "SUM", "MAX", "MIN", "DIFF" -> 1;
            case "FILL" -> 2;
            case "IF" -> 3;
            default -> throw new Unsupported("the function " + name + " in the expression " + text);
        };
        if (arguments.size() != wanted) {
            throw new Unsupported(name + " with " + arguments.size() + " arguments in the expression " + text);
        }
        return switch (name) {
            case "METRICS" -> new Node(true, Inputs::metrics);
            case "DIFF" -> new Node(arguments.get(0).isList(), inputs -> arguments.get(0).of(inputs).stream().map(Expression::difference).toList());
            case "FILL" -> new Node(arguments.get(0).isList(), inputs -> fill(arguments.get(0).of(inputs), single(arguments.get(1), inputs)));
            case "IF" -> new Node(false, inputs -> List.of(choose(single(arguments.get(0), inputs), single(arguments.get(1), inputs), single(arguments.get(2), inputs))));
            default -> across(name, arguments.get(0), name.equals("SUM") ? Double::sum : name.equals("MAX") ? Math::max : Math::min);
        };
    }

    private static List<Series> fill(List<Series> all, Series filler) {
        return all.stream().map(series -> {
            double[] filled = series.points().clone();
            for (int i = 0; i < filled.length; i++) {
                filled[i] = Series.isMissing(filled[i]) ? filler.points()[i] : filled[i];
            }
            return new Series(filled);
        }).toList();
    }

    private static Series choose(Series condition, Series then, Series otherwise) {
        double[] chosen = new double[condition.points().length];
        for (int i = 0; i < chosen.length; i++) {
            double holds = condition.points()[i];
            chosen[i] = Series.isMissing(holds) ? Double.NaN : holds != 0 ? then.points()[i] : otherwise.points()[i];
        }
        return new Series(chosen);
    }

    private static Series difference(Series series) {
        double[] changes = new double[series.points().length];
        double before = Double.NaN;
        for (int i = 0; i < changes.length; i++) {
            double value = series.points()[i];
            changes[i] = value - before;
            before = Series.isMissing(value) ? before : value;
        }
        return new Series(changes);
    }

    /** Combines the series of a list period by period, without those that are missing there. Of one series CloudWatch would make a single number. */
    private Node across(String name, Node list, DoubleBinaryOperator operator) {
        if (!list.isList()) {
            throw new Unsupported(name + " of a single series in the expression " + text);
        }
        return new Node(false, inputs -> {
            double[] combined = Series.constant(Double.NaN, inputs.length()).points();
            for (Series series : list.of(inputs)) {
                for (int i = 0; i < combined.length; i++) {
                    double point = series.points()[i];
                    combined[i] = Series.isMissing(combined[i]) ? point : Series.isMissing(point) ? combined[i] : operator.applyAsDouble(combined[i], point);
                }
            }
            return List.of(new Series(combined));
        });
    }

    private List<Node> arguments(String end) {
        List<Node> arguments = new ArrayList<>();
        while (at < tokens.size() && !tokens.get(at).equals(end)) {
            arguments.add(binary(COMPARISONS));
            if (at < tokens.size() && tokens.get(at).equals(",")) {
                at++;
            }
        }
        expect(end);
        return arguments;
    }

    private void expect(String wanted) {
        String found = next();
        if (!found.equals(wanted)) {
            throw new Unsupported("'" + found + "' in place of '" + wanted + "' in the expression " + text);
        }
    }

    private String next() {
        if (at == tokens.size()) {
            throw new Unsupported("the end of the expression " + text);
        }
        return tokens.get(at++);
    }
}
