package africa.paylinks.lookup;

import africa.paylinks.http.Csv;
import java.util.List;
import java.util.function.Function;

/** The columns of an export for accounting. New columns are appended, so that imports by position keep working. */
record CsvTable<T>(List<Column<T>> columns) {

    /** A column and its cell in each row. */
    record Column<T>(String name, Function<T, String> value) {
    }

    CsvTable {
        columns = List.copyOf(columns);
    }

    /** A document of its own: the header row and one row per element. */
    String write(List<T> rows) {
        StringBuilder text = new StringBuilder(Csv.row(columns.stream().map(Column::name).toList()));
        rows.forEach(row -> text.append(Csv.row(columns.stream().map(column -> column.value().apply(row)).toList())));
        return text.toString();
    }
}
