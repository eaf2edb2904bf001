package africa.paylinks.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Parses a document as RFC 4180 describes it; the first row names the columns. */
final class CsvRows {

    private CsvRows() {
    }

    static List<Map<String, String>> of(String csv) {
        List<List<String>> records = records(csv);
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> record : records.subList(1, records.size())) {
            assertEquals(records.get(0).size(), record.size());
            Map<String, String> row = new HashMap<>();
            for (int column = 0; column < record.size(); column++) {
                row.put(records.get(0).get(column), record.get(column));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> records(String csv) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < csv.length(); at++) {
            char next = csv.charAt(at);
            if (quoted && next == '"' && at + 1 < csv.length() && csv.charAt(at + 1) == '"') {
                cell.append('"');
                at++;
            } else if (next == '"') {
                quoted = !quoted;
            } else if (!quoted && (next == ',' || csv.startsWith("\r\n", at))) {
                record.add(cell.toString());
                cell.setLength(0);
                if (next == '\r') {
                    records.add(List.copyOf(record));
                    record.clear();
                    at++;
                }
            } else {
                cell.append(next);
            }
        }
        assertTrue(record.isEmpty() && cell.isEmpty() && !quoted, csv);
        return records;
    }
}
