package africa.paylinks.local.operations;

import africa.paylinks.local.gateway.Gateway;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import africa.paylinks.local.template.Routes;
import java.time.Duration;

/** Measures the answers of the API, as API Gateway does. */
final class AccessLog implements RequestHandler {

    private final RequestHandler api;
    private final Gateway.RouteTable routes;
    private final Meter meter;

    AccessLog(RequestHandler api, Gateway.RouteTable routes, Meter meter) {
        this.api = api;
        this.routes = routes;
        this.meter = meter;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws Exception {
        long begin = System.nanoTime();
        LocalResponse response = api.answer(call);
        String route = routes.current().match(call.method(), call.path()).map(Routes.Match::route).map(taken -> taken.key()).orElse("-");
        meter.answered(route, response.status(), Duration.ofNanos(System.nanoTime() - begin));
        return response;
    }
}
