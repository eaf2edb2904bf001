package africa.paylinks.local.operations;

import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers {@code GET /_operations} with what the page for operators shows, replays dead letters, and passes every other request on. */
final class OperationsApi implements RequestHandler {

    private static final String PATH = "/_operations";
    private static final String REPLAY = PATH + "/replay";
    private static final Pattern MINUTES = Pattern.compile("(?:.*&)?minutes=([0-9]{1,4})(?:&.*)?");
    private static final int USUAL_MINUTES = 60;
    private static final int MOST_MINUTES = 24 * 60;

    private final Operations operations;
    private final Functions functions;
    private final RequestHandler others;

    OperationsApi(Operations operations, Functions functions, RequestHandler others) {
        this.operations = operations;
        this.functions = functions;
        this.others = others;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws Exception {
        return switch (call.method() + " " + call.path()) {
            case "GET " + PATH -> view(call);
            case "POST " + REPLAY -> replay(call);
            default -> others.answer(call);
        };
    }

    private LocalResponse view(LocalRequest call) {
        Matcher minutes = MINUTES.matcher(call.rawQuery());
        int shown = minutes.matches() ? Integer.parseInt(minutes.group(1)) : USUAL_MINUTES;
        if (shown < 1 || shown > MOST_MINUTES) {
            return LocalResponse.problem(400, "Bad Request", "invalid-request", "minutes is 1 to " + MOST_MINUTES);
        }
        return LocalResponse.json(200, operations.view(shown)).with("Cache-Control", "no-store");
    }

    private LocalResponse replay(LocalRequest call) throws Exception {
        String queue;
        try {
            queue = Json.readObject(call.body()).path("queue").asText();
        } catch (IOException e) {
            return LocalResponse.problem(400, "Bad Request", "invalid-request", "The body is " + e.getMessage());
        }
        Optional<String> word = operations.replay(queue);
        if (word.isEmpty()) {
            return LocalResponse.problem(400, "Bad Request", "invalid-request", "The messages of " + queue + " cannot be replayed");
        }
        return LocalResponse.of(200, "application/json", functions.invoke("replay-event", Json.bytes(Json.object().put("deadLetters", word.get()))));
    }
}
