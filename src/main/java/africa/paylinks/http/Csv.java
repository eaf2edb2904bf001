package africa.paylinks.http;

import java.util.List;
import java.util.stream.Collectors;

/** Writes CSV (RFC 4180) in which no cell is a formula to a spreadsheet. */
public final class Csv {

    private static final String LINE_END = "\r\n";
    /** Characters that begin a formula or a command, also in their full-width form. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";
    private static final String QUOTED = "\",\r\n";

    private Csv() {
    }

    /** One row with its line end. */
    public static String row(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", LINE_END));
    }

    private static String cell(String text) {
        String safe = isFormula(text) ? "'" + text : text;
        boolean quoted = !safe.equals(safe.strip()) || safe.chars().anyMatch(character -> QUOTED.indexOf(character) >= 0);
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    /** Some programs strip leading spaces before they look for a formula. */
    private static boolean isFormula(String text) {
        String stripped = text.stripLeading();
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0
                || !stripped.isEmpty() && FORMULA.indexOf(stripped.charAt(0)) >= 0;
    }
}
