package africa.paylinks.local.clock;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;

/** The control endpoint of the clock: {@code GET} tells the time, {@code POST} moves it and answers when the stack has come to rest. */
public final class ClockControl implements RequestHandler {

    private final TestClock driver;

    /** Controls a clock. */
    public ClockControl(TestClock driver) {
        this.driver = driver;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws InterruptedException {
        return switch (call.method()) {
            case "GET" -> LocalResponse.json(200, driver.state());
            case "POST" -> move(call);
            default -> LocalResponse.problem(405, "Method Not Allowed", "method-not-allowed", "GET or POST").with("Allow", "GET, POST");
        };
    }

    private LocalResponse move(LocalRequest call) throws InterruptedException {
        try {
            return driver.moveTo(AdvanceRequest.target(call.body(), driver.now())).map(answer -> LocalResponse.json(200, answer))
                    .orElseGet(() -> LocalResponse.problem(409, "Conflict", "clock-is-moving", "Another request moves the clock; try again when it has its answer"));
        } catch (AdvanceRequest.Invalid invalid) {
            return LocalResponse.problem(400, "Bad Request", "invalid-request", invalid.getMessage());
        }
    }
}
