package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All simulated systems behind one port: {@code /<system>/…} is the system, {@code /_control/<system>/…} controls it.
 *
 * <p>{@code POST /_control/<system>} with {@code {"outage":true}} makes a system answer 503 to everything until {@code {"outage":false}}.
 */
public final class Sandbox implements RequestHandler {

    private final Map<String, SandboxSystem> systems;
    private final Map<String, RequestHandler> controls;
    private final List<String> consoles;
    private final Map<String, AtomicInteger> outages = new ConcurrentHashMap<>();

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
            Optional<LocalResponse> outage = segments.size() == 2 && call.method().equals("POST") ? outage(system.get().name(), call) : Optional.empty();
            return shared(call, outage.isPresent() ? outage.get() : system.get().control(call, segments.subList(2, segments.size())));
        }
        AtomicInteger refused = outages.get(system.get().name());
        if (refused != null) {
            refused.incrementAndGet();
            return LocalResponse.json(503, Json.object().put("message", "Service Unavailable"));
        }
        try {
            return system.get().answer(call, "/" + String.join("/", segments.subList(1, segments.size())));
        } catch (Refusal refusal) {
            return refusal.response();
        }
    }

    /** Begins or ends an outage, for a command that says so; returns how many requests it refused. */
    private Optional<LocalResponse> outage(String system, LocalRequest call) {
        JsonNode command;
        try {
            command = Json.readObject(call.body()).path("outage");
        } catch (IOException notJson) {
            return Optional.empty();
        }
        if (!command.isBoolean()) {
            return Optional.empty();
        }
        AtomicInteger calls = command.booleanValue() ? outages.computeIfAbsent(system, name -> new AtomicInteger())
                : Objects.requireNonNullElseGet(outages.remove(system), AtomicInteger::new);
        return Optional.of(LocalResponse.json(200, Json.object().put("outage", command.booleanValue()).put("refused", calls.get())));
    }

    private LocalResponse shared(LocalRequest call, LocalResponse response) {
        return call.header("origin").filter(consoles::contains)
                .map(origin -> response.with("Access-Control-Allow-Origin", origin).with("Vary", "Origin")).orElse(response);
    }
}
