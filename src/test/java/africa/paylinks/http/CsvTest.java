package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @Test
    void cellsAreQuotedWhereTheyMustBe() {
        assertEquals("plain,50.00,,\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\",\"two\r\nlines\",\" spaced \"\r\n",
                Csv.row(List.of("plain", "50.00", "", "a,b", "say \"yes\"", "two\nlines", "two\r\nlines", " spaced ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "=", "\uFF1D1+1", "=HYPERLINK(\"http://evil\",\"x\")", "=1,2"})
    void aFormulaIsText(String text) {
        assertEquals("'" + text, withoutQuotes(Csv.row(List.of(text))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t=1", "\r=1", "\n=1", " =1", "\u2003=1", "\u00a0"})
    void whatAProgramCouldStripDoesNotHideAFormula(String text) {
        String cell = withoutQuotes(Csv.row(List.of(text)));
        assertEquals(text.equals("\u00a0") ? text : "'" + text, cell);
    }

    private static String withoutQuotes(String row) {
        String cell = row.substring(0, row.length() - 2);
        return cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
    }
}
