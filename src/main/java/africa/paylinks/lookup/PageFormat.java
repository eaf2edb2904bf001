package africa.paylinks.lookup;

import africa.paylinks.http.Accept;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.PaymentPage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of a page of payments. */
enum PageFormat {
    JSON("application/json", "") {
        @Override
        String write(PaymentPage page) {
            JsonObject body = Json.object();
            JsonArray list = body.putArray("payments");
            page.payments().forEach(payment -> list.add(PaymentJson.current(payment)));
            return Json.write(body.put("nextCursor", page.next().map(SearchQuery::cursor).orElse(null)));
        }
    },
    CSV("text/csv", "; charset=utf-8; header=present") {
        @Override
        String write(PaymentPage page) {
            return PaymentCsv.write(page.payments());
        }
    },
    NDJSON("application/x-ndjson", "") {
        @Override
        String write(PaymentPage page) {
            return page.payments().stream().map(payment -> Json.write(PaymentJson.current(payment)) + "\n").collect(Collectors.joining());
        }
    };

    private static final List<String> MEDIA_TYPES = Arrays.stream(values()).map(format -> format.mediaType).toList();

    private final String mediaType;
    private final String parameters;

    PageFormat(String mediaType, String parameters) {
        this.mediaType = mediaType;
        this.parameters = parameters;
    }

    abstract String write(PaymentPage page);

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

    /** The response; its {@code Link} header leads to the next page, because only JSON has a place for a cursor. */
    ApiResponse response(PaymentPage page, Optional<String> next) {
        ApiResponse response = new ApiResponse(200, Map.of("content-type", mediaType + parameters, "vary", "accept"), write(page));
        return next.map(target -> response.with("link", "<" + target + ">; rel=\"next\"")).orElse(response);
    }
}
