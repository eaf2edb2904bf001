package africa.paylinks.local.secrets;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Secrets with their versions and stages, rotated as Secrets Manager rotates: what was current becomes previous. */
public final class SecretVersions {

    /** Stage of the value in use. */
    public static final String CURRENT = "AWSCURRENT";
    /** Stage of the value before it. */
    public static final String PREVIOUS = "AWSPREVIOUS";

    private final ConcurrentMap<String, String> secrets;
    private final ConcurrentMap<String, CompletableFuture<Void>> awaited;
    private final ConcurrentMap<String, AtomicLong> reads;
    private final Clock clock;

    /**
     * Opens the secrets, including those stored before a reload.
     *
     * @param state objects that outlive a reload
     */
    @SuppressWarnings("unchecked")
    public SecretVersions(Map<String, Object> state, Clock clock) {
        this.secrets = (ConcurrentMap<String, String>) state.computeIfAbsent("secrets", key -> new ConcurrentHashMap<>());
        this.awaited = (ConcurrentMap<String, CompletableFuture<Void>>) state.computeIfAbsent("secrets-awaited", key -> new ConcurrentHashMap<>());
        this.reads = (ConcurrentMap<String, AtomicLong>) state.computeIfAbsent("secrets-reads", key -> new ConcurrentHashMap<>());
        this.clock = clock;
    }

    /**
     * One value of a secret.
     *
     * @param createdAt epoch seconds, with a fraction
     */
    record Version(String id, String value, List<String> stages, double createdAt) {
    }

    /** Returns whether a secret exists or is announced. */
    boolean exists(String name) {
        return hasValue(name) || awaited.containsKey(name);
    }

    /** Returns whether a secret exists; one that was announced before a reload may never come to be. */
    boolean hasValue(String name) {
        return secrets.containsKey(name);
    }

    /** Announces the first value of a secret, which is not ready yet; readers wait for it. */
    public void putWhenReady(String name, CompletableFuture<String> value) {
        awaited.put(name, value.thenAccept(ready -> {
            if (!hasValue(name)) {
                put(name, ready);
            }
        }));
    }

    /** Rotates a secret to a value, or creates it, and returns the id of the new version. */
    public String put(String name, String value) {
        String id = UUID.randomUUID().toString();
        put(name, value, id);
        return id;
    }

    void put(String name, String value, String id) {
        secrets.compute(name, (key, stored) -> {
            ObjectNode secret = stored == null ? Json.object() : Json.stored(stored);
            ArrayNode before = secret.withArray("versions");
            ArrayNode after = Json.object().arrayNode();
            for (JsonNode version : before) {
                boolean wasCurrent = stages(version).contains(CURRENT);
                if (!version.path("id").asText().equals(id)) {
                    // A version without a stage is deprecated, as in the real service.
                    ObjectNode state = after.addObject().put("id", version.path("id").asText()).put("value", version.path("value").asText())
                            .put("createdAt", version.path("createdAt").asDouble());
                    ArrayNode stages = state.putArray("stages");
                    if (wasCurrent) {
                        stages.add(PREVIOUS);
                    }
                }
            }
            after.addObject().put("id", id).put("value", value).put("createdAt", clock.millis() / 1000d).putArray("stages").add(CURRENT);
            return Json.text(secret.set("versions", after));
        });
    }

    /** Returns the value in a stage without counting a read; waits for a value that is not ready. */
    public Optional<String> value(String name, String stage) {
        return versions(name).filter(version -> version.stages().contains(stage)).findFirst().map(Version::value);
    }

    /** Returns how often a secret was read over the protocol. */
    public long reads(String name) {
        return reads.getOrDefault(name, new AtomicLong()).get();
    }

    void countRead(String name) {
        reads.computeIfAbsent(name, key -> new AtomicLong()).incrementAndGet();
    }

    Stream<Version> versions(String name) {
        Optional.ofNullable(awaited.get(name)).ifPresent(CompletableFuture::join);
        String stored = secrets.get(name);
        return stored == null ? Stream.empty()
                : Json.stored(stored).path("versions").valueStream().map(version -> new Version(version.path("id").asText(),
                        version.path("value").asText(), stages(version), version.path("createdAt").asDouble()));
    }

    private static List<String> stages(JsonNode version) {
        return version.path("stages").valueStream().map(JsonNode::asText).toList();
    }
}
