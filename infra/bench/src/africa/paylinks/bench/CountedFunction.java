package africa.paylinks.bench;

import africa.paylinks.bench.Measurement.Calls;
import africa.paylinks.packaged.PackagedFunction;
import africa.paylinks.packaged.RuntimeApi;
import africa.paylinks.packaged.TestEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A function whose calls to others all pass proxies that write them down. */
final class CountedFunction implements AutoCloseable {

    private final Map<String, CountingProxy> proxies;
    private final PackagedFunction function;

    private CountedFunction(Map<String, CountingProxy> proxies, PackagedFunction function) {
        this.proxies = proxies;
        this.function = function;
    }

    /** @param services what the function calls, by name */
    static CountedFunction start(Measurement measurement, Workload workload, Map<String, TestEnvironment.Service> services) throws IOException {
        Map<String, CountingProxy> proxies = new TreeMap<>();
        Map<String, String> environment = new TreeMap<>(workload.environment());
        try {
            for (Map.Entry<String, TestEnvironment.Service> service : services.entrySet()) {
                CountingProxy proxy = CountingProxy.before(service.getValue().address());
                proxies.put(service.getKey(), proxy);
                environment.put(service.getValue().variable(), proxy.endpoint().toString());
            }
            return new CountedFunction(proxies, measurement.start(workload.with(environment)));
        } catch (IOException | RuntimeException failed) {
            proxies.values().forEach(CountingProxy::close);
            throw failed;
        }
    }

    PackagedFunction function() {
        return function;
    }

    /** What was called since this was asked last, of something that took so long. */
    Calls calls(Duration took) {
        Map<String, List<CountingProxy.Call>> taken = new TreeMap<>();
        proxies.forEach((name, proxy) -> taken.put(name, proxy.take()));
        return new Calls(taken, took.toNanos() / 1e6);
    }

    /** What one request calls. */
    Calls calls(Workload workload, byte[] event) {
        calls(Duration.ZERO);
        RuntimeApi.Answer answer = Measurement.invoke(function, workload, event);
        return calls(answer.took());
    }

    @Override
    public void close() {
        function.close();
        proxies.values().forEach(CountingProxy::close);
    }
}
