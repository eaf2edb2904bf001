package africa.paylinks.lookup;

import africa.paylinks.http.Accept;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The formats of a page of payments or refunds. */
enum PageFormat {
    JSON("application/json", "") {
        @Override
        String write(ListPage<?> page) {
            JsonObject body = Json.object();
            JsonArray list = body.putArray(page.name());
            page.objects().forEach(list::add);
            return Json.write(body.put("nextCursor", page.next().orElse(null)));
        }
    },
    CSV("text/csv", "; charset=utf-8; header=present") {
        @Override
        String write(ListPage<?> page) {
            return page.csv();
        }
    },
    NDJSON("application/x-ndjson", "") {
        @Override
        String write(ListPage<?> page) {
            return page.objects().stream().map(object -> Json.write(object) + "\n").collect(Collectors.joining());
        }
    };

    private static final List<String> MEDIA_TYPES = Arrays.stream(values()).map(format -> format.mediaType).toList();

    private final String mediaType;
    private final String parameters;

    PageFormat(String mediaType, String parameters) {
        this.mediaType = mediaType;
        this.parameters = parameters;
    }

    abstract String write(ListPage<?> page);

    /**
     * The format that the request prefers; JSON if it has no preference.
     *
     * @throws ProblemException 406 when it accepts none
     */
    static PageFormat of(ApiRequest request) {
        String best = Accept.best(request.header("accept"), MEDIA_TYPES)
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_ACCEPTABLE,
                        "Accept one of " + String.join(", ", MEDIA_TYPES) + ".")));
        return Arrays.stream(values()).filter(format -> format.mediaType.equals(best)).findFirst().orElseThrow();
    }

    /**
     * The response; its {@code Link} header leads to the next page, because only JSON has a place for a cursor.
     *
     * @param filters the parameters that the next page repeats
     */
    ApiResponse response(ApiRequest request, List<String> filters, ListPage<?> page) {
        ApiResponse response = new ApiResponse(200, Map.of("content-type", mediaType + parameters, "vary", "accept"), write(page));
        return page.next().map(cursor -> response.with("link", "<" + page.name() + "?" + repeated(request, filters) + "cursor=" + cursor
                + ">; rel=\"next\"")).orElse(response);
    }

    /** The reference is relative to the request's URL, because the API's host and base path outside are unknown here. */
    private static String repeated(ApiRequest request, List<String> filters) {
        return filters.stream()
                .flatMap(name -> request.queryParameter(name).map(value -> name + "=" + encoded(value) + "&").stream())
                .collect(Collectors.joining());
    }

    private static String encoded(String value) {
        // A plus sign that is not percent-encoded arrives as a space.
        return URLEncoder.encode(value.replace(' ', '+'), StandardCharsets.UTF_8);
    }
}
