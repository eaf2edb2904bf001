package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalServer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An in-memory DynamoDB over HTTP, with the table of the template. */
public final class LocalDynamoDb {

    private final LocalServer server;
    private final DynamoDb tables;
    private final Faults faults = new Faults();

    private LocalDynamoDb(LocalServer server, DynamoDb tables) {
        this.server = server;
        this.tables = tables;
    }

    /** Starts it for this machine alone; see {@link #start(Map, InetAddress, int, TableDefinition, Clock)}. */
    public static LocalDynamoDb start(Map<String, Object> state, int port, TableDefinition table) {
        return start(state, InetAddress.getLoopbackAddress(), port, table, Clock.systemUTC());
    }

    /**
     * Starts it with its table, or returns the server and the data from before a reload.
     *
     * @param state   objects that outlive a reload
     * @param address where to listen
     * @param port    0 for any free one
     * @param clock   time of the stream's records and of expiring items
     * @throws java.io.UncheckedIOException when the port is taken
     */
    @SuppressWarnings("unchecked")
    public static LocalDynamoDb start(Map<String, Object> state, InetAddress address, int port, TableDefinition table, Clock clock) {
        Map<String, Map<String, Object>> data = (Map<String, Map<String, Object>>) state.computeIfAbsent("dynamodb-data:" + port,
                key -> new ConcurrentHashMap<String, Map<String, Object>>());
        LocalServer server = LocalServer.open(state, "dynamodb", address, port);
        LocalDynamoDb started = new LocalDynamoDb(server, new DynamoDb(data, clock));
        if (!started.tables.has(table.name())) {
            started.create(table);
        }
        server.answerWith(new DynamoDbApi(started.tables, started.faults));
        return started;
    }

    private void create(TableDefinition table) {
        tables.call("CreateTable", table.create());
        table.timeToLive().ifPresent(attribute -> {
            ObjectNode request = Json.object().put("TableName", table.name());
            request.putObject("TimeToLiveSpecification").put("AttributeName", attribute).put("Enabled", true);
            tables.call("UpdateTimeToLive", request);
        });
    }

    /** Returns the port that was opened. */
    public int port() {
        return server.port();
    }

    /** Returns the tables themselves, without HTTP. */
    public DynamoDb tables() {
        return tables;
    }

    /** Returns the injected faults. */
    public Faults faults() {
        return faults;
    }

    /** Stops it and drops its data. */
    public void close() {
        server.close();
    }
}
