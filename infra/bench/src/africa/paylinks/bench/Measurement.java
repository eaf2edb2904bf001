package africa.paylinks.bench;

import africa.paylinks.packaged.PackagedFunction;
import africa.paylinks.packaged.RuntimeApi;
import africa.paylinks.packaged.TestEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the figures; the product and the floor take turns, so that what else the machine does falls on both. */
final class Measurement {

    private static final Pattern STATUS = Pattern.compile("\"statusCode\":(\\d+)");
    private static final Set<String> AWS = Set.of("dynamodb", "secrets");
    private static final int BLOCK = 50;
    private static final int COUNTED = 100;

    private final PackagedFunction.Runtime runtime;
    private final Path logs;

    Measurement(PackagedFunction.Runtime runtime, Path logs) {
        this.runtime = runtime;
        this.logs = logs;
    }

    /** Cold starts in pairs; the first pair, which fills the machine's caches, does not count. */
    List<Pair> coldStarts(Workload product, Workload floor, int runs) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        for (int run = 0; run <= runs; run++) {
            boolean floorFirst = run % 2 == 0;
            ColdStart before = coldStart(floorFirst ? floor : product);
            ColdStart after = coldStart(floorFirst ? product : floor);
            if (run > 0) {
                pairs.add(floorFirst ? new Pair(after, before) : new Pair(before, after));
            }
        }
        return pairs;
    }

    private ColdStart coldStart(Workload workload) throws IOException {
        byte[] event = workload.event().get();
        try (PackagedFunction function = start(workload)) {
            RuntimeApi.Answer answer = invoke(function, workload, event);
            return new ColdStart(millis(function.init()), millis(answer.took()), millis(function.sinceStart(answer)),
                    millis(function.processorTime()), function.residentBytes() / 1048576.0);
        }
    }

    /** Requests one after the other, as one Lambda instance gets them, in alternating blocks. */
    WarmPair warm(Workload product, Workload floor, int warmUp, int requests) throws IOException {
        try (PackagedFunction productFunction = start(product); PackagedFunction floorFunction = start(floor)) {
            block(productFunction, product, warmUp);
            block(floorFunction, floor, warmUp);
            List<Block> productBlocks = new ArrayList<>();
            List<Block> floorBlocks = new ArrayList<>();
            for (int done = 0; done < requests; done += BLOCK) {
                productBlocks.add(block(productFunction, product, BLOCK));
                floorBlocks.add(block(floorFunction, floor, BLOCK));
            }
            return new WarmPair(Warm.of(productBlocks, productFunction.residentBytes()),
                    Warm.of(floorBlocks, floorFunction.residentBytes()));
        }
    }

    private static Block block(PackagedFunction function, Workload workload, int requests) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            events.add(workload.event().get());
        }
        double[] millis = new double[requests];
        long start = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            millis[i] = millis(invoke(function, workload, events.get(i)).took());
        }
        return new Block(millis, (System.nanoTime() - start) / 1e9);
    }

    /**
     * What the start and one request ask of others, the first request and those after {@code warmUp} more.
     *
     * @param services what the function calls, by name
     */
    RoundTrips roundTrips(Workload workload, Map<String, TestEnvironment.Service> services, int warmUp)
            throws IOException {
        try (CountedFunction counted = CountedFunction.start(this, workload, services)) {
            byte[] first = workload.event().get();
            Calls start = counted.calls(counted.function().init());
            Calls cold = counted.calls(workload, first);
            block(counted.function(), workload, warmUp);
            List<Calls> warm = new ArrayList<>();
            for (int i = 0; i < COUNTED; i++) {
                warm.add(counted.calls(workload, workload.event().get()));
            }
            return new RoundTrips(start, cold, warm);
        }
    }

    /** Starts a function to be measured. */
    PackagedFunction start(Workload workload) throws IOException {
        return PackagedFunction.start(workload.functionPackage(), runtime, workload.function(), workload.environment(),
                logs.resolve(workload.function() + ".log"));
    }

    /** A function that only makes what others are measured with: it may use the second compiler, and signs faster by far. */
    PackagedFunction startUnmeasured(Workload workload) throws IOException {
        return PackagedFunction.start(workload.functionPackage(), runtime.with(List.of("-XX:TieredStopAtLevel=4")),
                workload.function(), workload.environment(), logs.resolve("unmeasured.log"));
    }

    static RuntimeApi.Answer invoke(PackagedFunction function, Workload workload, byte[] event) {
        RuntimeApi.Answer answer = function.invoke(event);
        Matcher status = STATUS.matcher(answer.text());
        if (answer.failed() || workload.status() != Workload.NO_HTTP
                && (!status.find() || Integer.parseInt(status.group(1)) != workload.status())) {
            throw new IllegalStateException(workload.function() + " answered " + answer.text() + "\nto "
                    + new String(event, StandardCharsets.UTF_8) + "\n" + function.output());
        }
        return answer;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /**
     * Milliseconds from process start to first poll, of the first invocation, and of both; processor milliseconds spent
     * until then, and the resident memory.
     */
    record ColdStart(double init, double first, double total, double processor, double megabytes) {
    }

    record Pair(ColdStart product, ColdStart floor) {

        double timeRatio() {
            return product.total() / floor.total();
        }

        double processorRatio() {
            return product.processor() / floor.processor();
        }

        double memoryRatio() {
            return product.megabytes() / floor.megabytes();
        }
    }

    record Block(double[] millis, double seconds) {
    }

    record Warm(Figures millis, double perSecond, double megabytes) {

        static Warm of(List<Block> blocks, long residentBytes) {
            double[] all = blocks.stream().flatMapToDouble(block -> Arrays.stream(block.millis())).toArray();
            return new Warm(Figures.of(all), all.length / blocks.stream().mapToDouble(Block::seconds).sum(),
                    residentBytes / 1048576.0);
        }
    }

    record WarmPair(Warm product, Warm floor) {
    }

    /**
     * What one request, or the start, asked of others, by service.
     *
     * @param millis how long the whole of it took
     */
    record Calls(Map<String, List<CountingProxy.Call>> byService, double millis) {

        List<String> operations(String service) {
            return byService.getOrDefault(service, List.of()).stream().map(CountingProxy.Call::operation).toList();
        }

        double millisIn(String service) {
            return byService.getOrDefault(service, List.of()).stream().mapToDouble(call -> Measurement.millis(call.took())).sum();
        }

        /** What was asked, by service; services that were not asked are left out. */
        Map<String, List<String>> operations() {
            Map<String, List<String>> operations = new TreeMap<>();
            byService.keySet().forEach(service -> operations.put(service, operations(service)));
            operations.values().removeIf(List::isEmpty);
            return operations;
        }

        /** What is left when the provider's time is taken away, which is nobody's to improve here. */
        double millisWithoutProvider() {
            return millis - byService.keySet().stream().filter(service -> !AWS.contains(service))
                    .mapToDouble(this::millisIn).sum();
        }

        /** What is left when everybody else's time is taken away. */
        double ownMillis() {
            return millis - byService.keySet().stream().mapToDouble(this::millisIn).sum();
        }
    }

    /** What the start and the first request asked of others, and what each of those after it did. */
    record RoundTrips(Calls start, Calls cold, List<Calls> warm) {

        /** The operations of a warm request, one list for each different way that was seen. */
        List<List<String>> warmOperations(String service) {
            return warm.stream().map(calls -> calls.operations(service)).distinct().toList();
        }
    }
}
