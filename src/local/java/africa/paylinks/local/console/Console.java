package africa.paylinks.local.console;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Serves the console's pages, and passes every other path to the API. */
public final class Console implements RequestHandler {

    private static final String FOLDER = "/console/";
    private static final Map<String, String> PAGES = Map.of("/", "index.html", "/operations", "operations.html");
    private static final String RENDERER = "META-INF/resources/webjars/swagger-ui/";
    private static final String LOCAL_SERVER = "http://localhost:8080";
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");
    private static final String POLICY = "default-src 'self'; connect-src 'self' %s; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private final RequestHandler api;
    private final String sandbox;
    private final ObjectNode settings;

    /**
     * Puts the console before an API.
     *
     * @param sandbox the sandbox's URL, which the page controls
     * @param apiKey key with which the page calls the API
     * @param systems what the page shows and suggests for each system of the sandbox
     */
    public Console(RequestHandler api, String sandbox, String apiKey, ObjectNode systems) {
        this.api = api;
        this.sandbox = sandbox;
        this.settings = Json.object().put("apiKey", apiKey).put("sandbox", sandbox).set("systems", systems);
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws Exception {
        boolean get = call.method().equals("GET") || call.method().equals("HEAD");
        if (!get || !PAGES.containsKey(call.path()) && !call.path().startsWith(FOLDER)) {
            return api.answer(call);
        }
        if (call.path().equals(FOLDER + "settings.json")) {
            return LocalResponse.json(200, settings);
        }
        if (call.path().equals(FOLDER + "openapi.yaml")) {
            return contract(call.header("host").orElse(""));
        }
        String file = Optional.ofNullable(PAGES.get(call.path())).orElseGet(() -> call.path().substring(FOLDER.length()));
        return resource(file, call.path()).orElseGet(() -> LocalResponse.problem(404, "Not Found", "not-found", "The console has no " + file));
    }

    /** The OpenAPI document, with this API as the server. */
    private static LocalResponse contract(String host) throws IOException {
        try (InputStream in = Console.class.getResourceAsStream("/openapi.yaml")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return LocalResponse.of(200, "application/yaml; charset=utf-8",
                    text.replace(LOCAL_SERVER, host.isEmpty() ? LOCAL_SERVER : "http://" + host).getBytes(StandardCharsets.UTF_8))
                    .with("Cache-Control", "no-cache");
        }
    }

    private Optional<LocalResponse> resource(String file, String path) throws IOException {
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        if (type == null || file.contains("..") || file.contains("/")) {
            return Optional.empty();
        }
        try (InputStream in = open(file)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = file.endsWith(".html") ? PageFragments.include(new String(in.readAllBytes(), StandardCharsets.UTF_8), path)
                    .getBytes(StandardCharsets.UTF_8) : in.readAllBytes();
            return Optional.of(LocalResponse.of(200, type, content).with("Cache-Control", "no-cache")
                    .with("Content-Security-Policy", POLICY.formatted(sandbox)).with("X-Content-Type-Options", "nosniff"));
        }
    }

    private static InputStream open(String file) throws IOException {
        return file.startsWith("swagger-ui") ? renderer(file) : Console.class.getResourceAsStream(FOLDER + file);
    }

    /** A file of the renderer, whose folder is named by its version. */
    private static InputStream renderer(String file) throws IOException {
        Properties made = new Properties();
        try (InputStream in = Console.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            made.load(in);
        }
        return Console.class.getResourceAsStream("/" + RENDERER + made.getProperty("version") + "/" + file);
    }
}
