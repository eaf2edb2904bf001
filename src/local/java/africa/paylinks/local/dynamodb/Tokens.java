package africa.paylinks.local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens of an expression, read from left to right. */
final class Tokens {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:([#:][A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|<=|>=|<>|[=<>(),.+\\[\\]-])|(\\S))");
    private static final Pattern NAME = Pattern.compile("#?[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*|#[A-Za-z0-9_]+");
    private static final int LONGEST = 4096;
    private static final String END = "<EOF>";

    private final List<String> tokens = new ArrayList<>();
    private int place;

    Tokens(String text) {
        if (text.isBlank()) {
            throw DynamoDbError.validation("The expression can not be empty;");
        } else if (text.length() > LONGEST) {
            throw DynamoDbError.validation("Expression size has exceeded the maximum allowed size; expression size: " + text.length());
        }
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            if (matcher.group(2) != null) {
                throw DynamoDbError.validation("Syntax error; token: \"" + matcher.group(2) + "\", near: \""
                        + text.substring(Math.max(0, matcher.start(2) - 8), Math.min(text.length(), matcher.end(2) + 8)) + "\"");
            }
            tokens.add(matcher.group(1));
        }
    }

    boolean isAtEnd() {
        return place == tokens.size();
    }

    String peek() {
        return peek(0);
    }

    String peek(int further) {
        return place + further < tokens.size() ? tokens.get(place + further) : END;
    }

    String next() {
        String token = peek();
        place++;
        return token;
    }

    /** Consumes the symbol if it comes next. */
    boolean accept(String symbol) {
        boolean isNext = peek().equals(symbol);
        place += isNext ? 1 : 0;
        return isNext;
    }

    /** Consumes the word if it comes next, in any case. */
    boolean acceptWord(String word) {
        boolean isNext = peek().equalsIgnoreCase(word);
        place += isNext ? 1 : 0;
        return isNext;
    }

    void require(String symbol) {
        if (!accept(symbol)) {
            throw unexpected();
        }
    }

    void requireWord(String word) {
        if (!acceptWord(word)) {
            throw unexpected();
        }
    }

    void requireEnd() {
        if (!isAtEnd()) {
            throw unexpected();
        }
    }

    DynamoDbError unexpected() {
        String near = String.join(" ", tokens.subList(Math.max(0, Math.min(place, tokens.size()) - 1), Math.min(tokens.size(), place + 2)));
        return DynamoDbError.validation("Syntax error; token: \"" + peek() + "\", near: \"" + near + "\"");
    }

    /** Reads a document path. */
    Path path(Substitutions substitutions) {
        String root = name(substitutions);
        List<Path.Step> steps = new ArrayList<>();
        while (true) {
            if (accept(".")) {
                steps.add(new Path.Step.Entry(name(substitutions)));
            } else if (accept("[")) {
                if (!peek().matches("[0-9]{1,6}")) {
                    throw unexpected();
                }
                steps.add(new Path.Step.Element(Integer.parseInt(next())));
                require("]");
            } else {
                return new Path(root, List.copyOf(steps));
            }
        }
    }

    private String name(Substitutions substitutions) {
        String token = peek();
        if (!NAME.matcher(token).matches()) {
            throw unexpected();
        }
        place++;
        if (token.startsWith("#")) {
            return substitutions.name(token);
        } else if (ReservedWords.contain(token)) {
            throw DynamoDbError.validation("Attribute name is a reserved keyword; reserved keyword: " + token);
        }
        return token;
    }
}
