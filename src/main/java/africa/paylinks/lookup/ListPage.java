package africa.paylinks.lookup;

import africa.paylinks.http.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a list that can be written in any {@link PageFormat}.
 *
 * @param name  the list's name in JSON
 * @param json  writes an element
 * @param table writes CSV
 * @param next  the cursor of the next page; empty on the last
 */
record ListPage<T>(String name, List<T> elements, Function<T, JsonObject> json, CsvTable<T> table, Optional<String> next) {

    ListPage {
        elements = List.copyOf(elements);
    }

    List<JsonObject> objects() {
        return elements.stream().map(json).toList();
    }

    String csv() {
        return table.write(elements);
    }
}
