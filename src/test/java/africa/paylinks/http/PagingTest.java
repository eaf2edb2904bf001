package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagingTest {

    private static final List<Integer> ALL = IntStream.range(0, 7).boxed().toList();

    @Test
    void aRequestWithoutPagingReturnsTheLargestPossiblePage() {
        assertEquals("{\"list\":[0,1,2,3,4,5,6],\"nextCursor\":null}", page(Map.of(), ALL).toString());
        JsonValue most = page(Map.of(), IntStream.range(0, 501).boxed().toList());
        assertEquals(500, most.path("list").size());
        assertTrue(most.path("nextCursor").isText());
    }

    @Test
    void thePagesTogetherAreTheListEachElementOnce() {
        List<Integer> read = new ArrayList<>();
        Map<String, String> query = Map.of("limit", "3");
        for (int pages = 0; pages < 3; pages++) {
            JsonValue page = page(query, ALL);
            page.path("list").forEach(element -> read.add(element.intValue()));
            query = page.path("nextCursor").isNull() ? query : Map.of("limit", "3", "cursor", page.path("nextCursor").asText());
        }
        assertEquals(ALL, read);
    }

    @Test
    void itemsAppendedMeanwhileAreOnALaterPage() {
        String cursor = page(Map.of("limit", "6"), ALL).path("nextCursor").asText();
        List<Integer> grown = new ArrayList<>(ALL);
        grown.add(7);
        assertEquals("[6,7]", page(Map.of("cursor", cursor), grown).path("list").toString());
        assertEquals("[]", page(Map.of("cursor", cursor), List.of()).path("list").toString());
    }

    @ParameterizedTest
    @CsvSource({"limit,0", "limit,501", "limit,-1", "limit,x", "limit,1e2", "cursor,x", "cursor,====", "cursor,YWZ0ZXIgLTE", "cursor,YWZ0ZXIg"})
    void whatIsNeitherIsNamed(String parameter, String value) {
        ProblemException refused = assertThrows(ProblemException.class, () -> Paging.of(request(Map.of(parameter, value))));
        assertEquals("/" + parameter, refused.problem().errors().get(0).pointer());
    }

    private static JsonValue page(Map<String, String> query, List<Integer> all) {
        return Paging.of(request(query)).page("list", all, PagingTest::element);
    }

    private static JsonValue element(int number) {
        return Json.array().add(number).path(0);
    }

    private static ApiRequest request(Map<String, String> query) {
        return new ApiRequest("GET", "/x", Map.of(), query, Map.of(), new byte[0], "host", Optional.empty());
    }
}
