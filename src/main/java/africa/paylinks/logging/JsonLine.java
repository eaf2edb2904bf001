package africa.paylinks.logging;

/** Builds a JSON object on one line, member by member, because every call writes lines and each must be cheap. */
public final class JsonLine {

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(512).append('{');

    /** Adds a string. */
    public JsonLine text(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /** Adds an integer. */
    public JsonLine number(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    /** Adds a value that is JSON already. */
    public JsonLine json(String name, CharSequence value) {
        name(name);
        out.append(value);
        return this;
    }

    /** The finished object, without a line end. */
    public String end() {
        return out.append('}').toString();
    }

    /** A JSON string. */
    public static String quoted(String text) {
        JsonLine line = new JsonLine();
        line.out.setLength(0);
        line.quote(text);
        return line.out.toString();
    }

    private void name(String name) {
        if (out.length() > 1) {
            out.append(',');
        }
        quote(name);
        out.append(':');
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (character < ' ' || character == '\u007f' || Character.isSurrogate(character) && !isHalfOfPair(text, i)) {
                        out.append("\\u").append(HEX.charAt(character >> 12)).append(HEX.charAt(character >> 8 & 15))
                                .append(HEX.charAt(character >> 4 & 15)).append(HEX.charAt(character & 15));
                    } else {
                        out.append(character);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isHalfOfPair(String text, int at) {
        char character = text.charAt(at);
        return Character.isHighSurrogate(character)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
