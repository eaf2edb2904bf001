package africa.paylinks.local;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives every application of a test run its own local stack, beside one that a developer runs. */
public final class LocalPorts implements QuarkusTestResourceLifecycleManager {

    private static final List<String> SERVERS = List.of("api", "sandbox", "secrets", "dynamodb");

    @Override
    public Map<String, String> start() {
        List<ServerSocket> held = new ArrayList<>();
        // Tests trigger schedules themselves.
        Map<String, String> ports = new LinkedHashMap<>(Map.of("paylinks.local.schedules", "false"));
        try {
            // Keeps all sockets open until all ports are chosen, so that no port is chosen twice.
            for (String server : SERVERS) {
                ServerSocket socket = new ServerSocket(0);
                held.add(socket);
                ports.put("paylinks.local." + server + "-port", String.valueOf(socket.getLocalPort()));
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ports;
    }

    @Override
    public void stop() {
        // The ports are closed already.
    }
}
