package africa.paylinks.report;

import africa.paylinks.http.Accept;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Csv;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Money;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The formats of a page of daily totals. */
enum ReportFormat {
    JSON("application/json", "") {
        @Override
        String write(DailyReportQuery query, DailyTotals totals, Optional<LocalDate> next) {
            JsonObject body = Json.object().put("timezone", query.timezone().getId());
            JsonArray list = body.putArray("totals");
            totals.all().forEach(total -> list.add(json(total)));
            return Json.write(body.put("nextCursor", next.map(query::cursor).orElse(null)));
        }
    },
    CSV("text/csv", "; charset=utf-8; header=present") {
        @Override
        String write(DailyReportQuery query, DailyTotals totals, Optional<LocalDate> next) {
            StringBuilder text = new StringBuilder(Csv.row(COLUMNS));
            totals.all().forEach(total -> text.append(Csv.row(cells(total))));
            return text.toString();
        }
    };

    private static final List<String> COLUMNS = List.of("date", "provider", "currency", "completedCount", "completedAmount",
            "completedReceivedAmount", "refundedCount", "refundedAmount", "providerFeeCount", "providerFeeAmount");
    private static final List<String> MEDIA_TYPES = Arrays.stream(values()).map(format -> format.mediaType).toList();

    private final String mediaType;
    private final String parameters;

    ReportFormat(String mediaType, String parameters) {
        this.mediaType = mediaType;
        this.parameters = parameters;
    }

    abstract String write(DailyReportQuery query, DailyTotals totals, Optional<LocalDate> next);

    /**
     * The format that the request prefers; JSON if it has no preference.
     *
     * @throws ProblemException 406 when it accepts none
     */
    static ReportFormat of(ApiRequest request) {
        String best = Accept.best(request.header("accept"), MEDIA_TYPES)
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_ACCEPTABLE,
                        "Accept one of " + String.join(", ", MEDIA_TYPES) + ".")));
        return Arrays.stream(values()).filter(format -> format.mediaType.equals(best)).findFirst().orElseThrow();
    }

    /** The response; its {@code Link} header leads to the next page, because only JSON has a place for a cursor. */
    ApiResponse response(DailyReportQuery query, DailyTotals totals, Optional<LocalDate> next) {
        ApiResponse response = new ApiResponse(200, Map.of("content-type", mediaType + parameters, "vary", "accept"),
                write(query, totals, next));
        return next.map(day -> response.with("link", "<" + query.nextPage(day) + ">; rel=\"next\"")).orElse(response);
    }

    private static JsonObject json(DailyTotal total) {
        JsonObject json = Json.object().put("date", total.key().date().toString()).put("provider", total.key().provider())
                .put("currency", total.key().currency());
        json.putObject("completed").put("count", total.completed().count()).put("amount", major(total, total.completed().minor()))
                .put("receivedAmount", major(total, total.receivedMinor()));
        json.putObject("refunded").put("count", total.refunded().count()).put("amount", major(total, total.refunded().minor()));
        json.putObject("providerFee").put("count", total.fees().count()).put("amount", major(total, total.fees().minor()));
        return json;
    }

    private static List<String> cells(DailyTotal total) {
        return List.of(total.key().date().toString(), total.key().provider(), total.key().currency(),
                Long.toString(total.completed().count()), major(total, total.completed().minor()), major(total, total.receivedMinor()),
                Long.toString(total.refunded().count()), major(total, total.refunded().minor()),
                Long.toString(total.fees().count()), major(total, total.fees().minor()));
    }

    private static String major(DailyTotal total, long minor) {
        return new Money(minor, total.key().currency()).majorText();
    }
}
