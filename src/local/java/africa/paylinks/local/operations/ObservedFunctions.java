package africa.paylinks.local.operations;

import africa.paylinks.local.gateway.Functions;
import africa.paylinks.local.gateway.UnknownFunction;
import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Functions whose invocations are measured, and the summaries of whose reconciler are kept. */
public final class ObservedFunctions implements Functions {

    private static final String RECONCILER = "reconcile-payments";
    private static final int MOST_RUNS = 20;

    private final Functions functions;
    private final Meter meter;
    private final Clock clock;
    private final Deque<String> runs;

    /** @param state objects that outlive a reload */
    @SuppressWarnings("unchecked")
    ObservedFunctions(Functions functions, Meter meter, Clock clock, Map<String, Object> state) {
        this.functions = functions;
        this.meter = meter;
        this.clock = clock;
        this.runs = (Deque<String>) state.computeIfAbsent("reconciler-runs", key -> new ArrayDeque<String>());
    }

    @Override
    public byte[] invoke(String name, byte[] event) throws Exception {
        Instant at = clock.instant();
        long begin = System.nanoTime();
        byte[] answer;
        try {
            answer = functions.invoke(name, event);
        } catch (UnknownFunction nobody) {
            throw nobody;
        } catch (Exception | LinkageError failed) {
            measured(name, begin, true);
            keep(name, at, begin, Json.object().put("error", String.valueOf(failed.getMessage())));
            throw failed;
        }
        measured(name, begin, false);
        if (name.equals(RECONCILER)) {
            keep(name, at, begin, Json.readObject(answer));
        }
        return answer;
    }

    /** The latest runs of the reconciler, the latest first. */
    List<ObjectNode> runs() {
        synchronized (runs) {
            return runs.stream().map(Json::stored).toList();
        }
    }

    private void measured(String name, long begin, boolean failed) {
        meter.invoked(name, since(begin), failed);
    }

    private void keep(String name, Instant at, long begin, ObjectNode summary) {
        if (!name.equals(RECONCILER)) {
            return;
        }
        synchronized (runs) {
            runs.addFirst(Json.text(summary.put("at", at.toString()).put("millis", since(begin).toMillis())));
            while (runs.size() > MOST_RUNS) {
                runs.removeLast();
            }
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
