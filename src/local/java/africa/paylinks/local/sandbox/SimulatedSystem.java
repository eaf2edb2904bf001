package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** A payment provider or another outside system of the local stack, found as a service, so that only its own package knows it. */
public interface SimulatedSystem {

    /** Returns its name in the API, in routes, secrets and configuration, such as {@code flot}. */
    String name();

    /**
     * Returns the secret of local runs, which has fixed values, so that scripts and documents can rely on them. It may take time to make.
     *
     * @param state objects that outlive a reload
     */
    ObjectNode secret(Map<String, Object> state);

    /** Starts the simulation. */
    SandboxSystem start(SandboxContext context);

    /** Returns what the console shows and suggests for it: {@code console.json} beside its class, which may be missing. */
    default ObjectNode consoleHints() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("console.json")) {
            return file == null ? Json.object() : Json.readObject(file.readAllBytes());
        }
    }

    /** Returns every system, in the order of the services file. */
    static List<SimulatedSystem> all() {
        // The context's loader may be one from before a reload.
        return ServiceLoader.load(SimulatedSystem.class, SimulatedSystem.class.getClassLoader()).stream().map(ServiceLoader.Provider::get).toList();
    }
}
