package africa.paylinks.local;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets every application of a test run have a local stack of its own, beside one that a developer has running. */
public final class LocalPorts implements QuarkusTestResourceLifecycleManager {

    private static final List<String> SERVERS = List.of("api", "sandbox", "secrets", "dynamodb");

    @Override
    public Map<String, String> start() {
        List<ServerSocket> held = new ArrayList<>();
        // A test says itself when a schedule comes.
        Map<String, String> ports = new LinkedHashMap<>(Map.of("paylinks.local.schedules", "false"));
        try {
            // Held until all are chosen, so that none is chosen twice.
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
        // A port that was closed before anybody asked for it needs nothing more.
    }
}
