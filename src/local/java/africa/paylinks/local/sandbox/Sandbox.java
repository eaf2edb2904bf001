package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All simulated systems behind one port: {@code /<system>/…} is the system, {@code /_control/<system>/…} controls it. */
public final class Sandbox implements RequestHandler {

    private final Map<String, SandboxSystem> systems;
    private final Map<String, RequestHandler> controls;
    private final List<String> consoles;

    /**
     * Serves the systems.
     *
     * @param consoles origins whose pages may use the control endpoints
     */
    public Sandbox(List<SandboxSystem> systems, List<String> consoles) {
        this(systems, Map.of(), consoles);
    }

    /**
     * Serves the systems.
     *
     * @param controls handlers of {@code /_control/<name>} that control no system
     * @param consoles origins whose pages may use the control endpoints
     */
    public Sandbox(List<SandboxSystem> systems, Map<String, RequestHandler> controls, List<String> consoles) {
        this.controls = Map.copyOf(controls);
        this.systems = systems.stream().collect(Collectors.toUnmodifiableMap(SandboxSystem::name, Function.identity()));
        this.consoles = List.copyOf(consoles);
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws Exception {
        List<String> segments = List.of(call.path().substring(1).split("/", -1));
        boolean control = segments.get(0).equals("_control");
        if (control && call.method().equals("OPTIONS")) {
            return shared(call, LocalResponse.empty(204).with("Access-Control-Allow-Methods", "GET, POST, DELETE").with("Access-Control-Allow-Headers", "content-type")
                    .with("Access-Control-Max-Age", "600"));
        }
        if (control && segments.size() == 2 && controls.containsKey(segments.get(1))) {
            return shared(call, controls.get(segments.get(1)).answer(call));
        }
        Optional<SandboxSystem> system = segments.size() > (control ? 1 : 0) ? Optional.ofNullable(systems.get(segments.get(control ? 1 : 0)))
                : Optional.empty();
        if (system.isEmpty()) {
            return shared(call, LocalResponse.problem(404, "Not Found", "not-found", "The sandbox has the systems " + systems.keySet()));
        }
        if (control) {
            return shared(call, system.get().control(call, segments.subList(2, segments.size())));
        }
        try {
            return system.get().answer(call, "/" + String.join("/", segments.subList(1, segments.size())));
        } catch (Refusal refusal) {
            return refusal.response();
        }
    }

    private LocalResponse shared(LocalRequest call, LocalResponse response) {
        return call.header("origin").filter(consoles::contains)
                .map(origin -> response.with("Access-Control-Allow-Origin", origin).with("Vary", "Origin")).orElse(response);
    }
}
