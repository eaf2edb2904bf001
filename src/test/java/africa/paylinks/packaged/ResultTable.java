package africa.paylinks.packaged;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Results as a table in Markdown: what each function answered under each fault, and in how many seconds. */
final class ResultTable {

    private ResultTable() {
    }

    /** @param repeated what was tried again because it was wrong at first */
    static String of(List<FaultTrial.Result> results, List<FaultTrial.Result> repeated) {
        Map<String, Map<Fault, FaultTrial.Result>> rows = new TreeMap<>();
        results.forEach(result -> rows.computeIfAbsent("| " + result.function() + " | " + result.dependency().words() + " |",
                row -> new EnumMap<>(Fault.class)).merge(result.fault(), result, (one, other) -> one.wrong().isPresent() ? one : other));
        StringBuilder table = new StringBuilder("| function | dependency |");
        StringBuilder rule = new StringBuilder("|---|---|");
        for (Fault fault : Fault.values()) {
            if (fault != Fault.NONE) {
                table.append(' ').append(fault.words()).append(" |");
                rule.append("---|");
            }
        }
        table.append('\n').append(rule).append('\n');
        rows.forEach((row, cells) -> {
            table.append(row);
            for (Fault fault : Fault.values()) {
                if (fault != Fault.NONE) {
                    table.append(' ').append(cells.containsKey(fault) ? cell(cells.get(fault)) : "").append(" |");
                }
            }
            table.append('\n');
        });
        repeated.forEach(result -> table.append("\nTried again: ").append(result.function()).append(" without ").append(result.dependency().words())
                .append(", ").append(result.fault().words()).append(": ").append(result.wrong().orElse("").lines().findFirst().orElse("")).append('\n'));
        return table.toString();
    }

    private static String cell(FaultTrial.Result result) {
        return String.format(Locale.ROOT, "%s%s %.1f s", result.wrong().isPresent() ? "**wrong** " : "", result.answer(),
                result.took().toMillis() / 1000.0);
    }
}
