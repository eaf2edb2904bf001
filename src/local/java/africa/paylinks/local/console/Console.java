package africa.paylinks.local.console;

import africa.paylinks.local.http.Answering;
import africa.paylinks.local.http.Call;
import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Serves the console's page beside the API, and leaves every other path to the API. */
public final class Console implements Answering {

    private static final String FOLDER = "/console/";
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");
    private static final String POLICY = "default-src 'self'; connect-src 'self' %s; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private final Answering api;
    private final String sandbox;
    private final Map<String, String> settings;

    /**
     * Puts the console before an API.
     *
     * @param sandbox the sandbox's URL, which the page asks for webhooks
     * @param apiKey key with which the page calls the API
     */
    public Console(Answering api, String sandbox, String apiKey) {
        this.api = api;
        this.sandbox = sandbox;
        this.settings = new TreeMap<>(Map.of("sandbox", sandbox, "apiKey", apiKey));
    }

    @Override
    public Reply answer(Call call) throws Exception {
        boolean get = call.method().equals("GET") || call.method().equals("HEAD");
        if (!get || !call.path().equals("/") && !call.path().startsWith(FOLDER)) {
            return api.answer(call);
        }
        if (call.path().equals(FOLDER + "settings.json")) {
            return Reply.json(200, settings);
        }
        String file = call.path().equals("/") ? "index.html" : call.path().substring(FOLDER.length());
        return resource(file).orElseGet(() -> Reply.problem(404, "Not Found", "not-found", "The console has no " + file));
    }

    private Optional<Reply> resource(String file) throws IOException {
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        if (type == null || file.contains("..") || file.contains("/")) {
            return Optional.empty();
        }
        try (InputStream in = Console.class.getResourceAsStream(FOLDER + file)) {
            return in == null ? Optional.empty() : Optional.of(Reply.of(200, type, in.readAllBytes()).with("Cache-Control", "no-cache")
                    .with("Content-Security-Policy", POLICY.formatted(sandbox)).with("X-Content-Type-Options", "nosniff"));
        }
    }
}
