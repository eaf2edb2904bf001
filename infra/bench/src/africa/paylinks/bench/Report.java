package africa.paylinks.bench;

import africa.paylinks.bench.Measurement.Calls;
import africa.paylinks.bench.Measurement.ColdStart;
import africa.paylinks.bench.Measurement.Pair;
import africa.paylinks.bench.Measurement.RoundTrips;
import africa.paylinks.bench.Measurement.Warm;
import africa.paylinks.bench.Measurement.WarmPair;
import africa.paylinks.packaged.FunctionPackage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The figures for people and for machines. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** What a provider's patience leaves, from a webhook's event to its answer. */
    private static final int WEBHOOK_AIM_MILLIS = 50;
    private static final double MEGABYTE = 1048576.0;

    private final FunctionPackage product;
    private final FunctionPackage floor;
    private final int runs;
    private final int requests;
    private final List<Entry> entries = new ArrayList<>();
    private final List<TransferPhases.Phase> phases = new ArrayList<>();

    Report(FunctionPackage product, FunctionPackage floor, int runs, int requests) {
        this.product = product;
        this.floor = floor;
        this.runs = runs;
        this.requests = requests;
    }

    void add(Workload workload, List<Pair> coldStarts, WarmPair warm, RoundTrips roundTrips) {
        entries.add(new Entry(workload, coldStarts, warm, roundTrips));
    }

    void add(List<TransferPhases.Phase> counted) {
        phases.addAll(counted);
    }

    /** One sentence for each function that asked more, or other things, than it may. */
    List<String> unexpectedRoundTrips() {
        Stream<String> ofPhases = phases.stream().filter(phase -> !phase.isAsExpected())
                .map(phase -> "The phase '" + phase.name() + "' may call " + phase.expected() + " but called " + phase.calls());
        Stream<String> ofFunctions = entries.stream().filter(entry -> !entry.roundTripsAsExpected())
                .map(entry -> entry.workload().function() + " may ask " + entry.workload().calls() + " but asked "
                        + entry.roundTrips().cold().operations() + " first and "
                        + entry.roundTrips().warm().stream().map(Calls::operations).distinct().toList() + " later");
        return Stream.concat(ofFunctions, ofPhases).toList();
    }

    String markdown() throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("# Paylinks beside the floor\n\n");
        text.append(product.isNative() ? "Native executables" : "JVM " + Runtime.version().feature()
                + ", serial collector, first compiler only, as Lambda's managed runtime sets it").append("; ")
                .append(machine()).append(".\n");
        text.append("Median (least–most) of ").append(runs).append(" cold starts and ").append(requests)
                .append(" warm requests, one at a time; DynamoDB, secrets and providers answer on loopback.\n")
                .append("Each measurement took turns with the floor, a bare Funqy function with one conditional write.\n\n");
        text.append(String.format(Locale.ROOT, "Package: %.1f MB; floor: %.1f MB.%n%n",
                product.zipSize() / MEGABYTE, floor.zipSize() / MEGABYTE));

        text.append("| cold | init ms | first invoke ms | start to first answer ms | processor ms | resident MB |\n")
                .append("|---|---|---|---|---|---|\n");
        for (Entry entry : entries.stream().filter(Entry::startedCold).toList()) {
            text.append(coldRow(entry.workload().function(), entry.coldStarts(), Pair::product));
            text.append(coldRow("floor", entry.coldStarts(), Pair::floor));
            Figures time = Figures.of(entry.coldStarts(), Pair::timeRatio);
            Figures processor = Figures.of(entry.coldStarts(), Pair::processorRatio);
            Figures memory = Figures.of(entry.coldStarts(), Pair::memoryRatio);
            text.append(String.format(Locale.ROOT, "| ratio (aim %.1f) | | | **%s** | %s | **%s** |%n",
                    entry.workload().allowance(), time.text(2), processor.text(2), memory.text(2)));
        }

        text.append("\n| warm | p50 ms | p99 ms | requests/s | resident MB |\n|---|---|---|---|---|\n");
        for (Entry entry : entries) {
            text.append(warmRow(entry.workload().function(), entry.warm().product()));
            text.append(warmRow("floor", entry.warm().floor()));
        }

        text.append("\n| warm, by way of the proxies | answer p50 ms | of it the provider | own + DynamoDB p50 ms"
                + " | p99 ms | aim ms |\n|---|---|---|---|---|---|\n");
        for (Entry entry : entries) {
            List<Calls> made = entry.roundTrips().warm();
            Figures own = Figures.of(made, Calls::millisWithoutProvider);
            text.append(String.format(Locale.ROOT, "| %s | %.1f | %.1f | **%.1f** | %.1f | %s |%n",
                    entry.workload().function(), Figures.of(made, Calls::millis).median(),
                    Figures.of(made, calls -> calls.millis() - calls.millisWithoutProvider()).median(),
                    own.median(), own.percentile(0.99), entry.workload().isWebhook() ? "< " + WEBHOOK_AIM_MILLIS : ""));
        }

        text.append("\n| calls | start | first request | each later request | first ms | later ms |\n"
                + "|---|---|---|---|---|---|\n");
        for (Entry entry : entries) {
            RoundTrips trips = entry.roundTrips();
            for (String service : trips.cold().byService().keySet()) {
                List<String> cold = trips.cold().operations(service);
                List<List<String>> warm = trips.warmOperations(service);
                List<String> start = trips.start().operations(service);
                if (!start.isEmpty() || !cold.isEmpty() || !warm.equals(List.of(List.of()))) {
                    text.append(String.format(Locale.ROOT, "| %s: %s | %s | %s | %s | %.1f | %s |%n",
                            entry.workload().function(), service, String.join(", ", start), String.join(", ", cold),
                            String.join(" or ", warm.stream().map(calls -> String.join(", ", calls)).toList()),
                            trips.cold().millisIn(service),
                            Figures.of(trips.warm(), calls -> calls.millisIn(service)).text(1)));
                }
            }
            text.append(String.format(Locale.ROOT, "| %s: the function itself | | | | %.1f | %s |%n",
                    entry.workload().function(), trips.cold().ownMillis(),
                    Figures.of(trips.warm(), Calls::ownMillis).text(1)));
        }
        if (!phases.isEmpty()) {
            text.append("\n| phase of a transfer | function | `TransactWriteItems` | calls of the table, in order |\n|---|---|---|---|\n");
            phases.forEach(phase -> text.append(String.format(Locale.ROOT, "| %s | %s | %d | %s |%n", phase.name(), phase.function(),
                    phase.transactions(), String.join(", ", phase.calls()))));
        }
        return text.toString();
    }

    private static String coldRow(String name, List<Pair> pairs, Function<Pair, ColdStart> side) {
        List<ColdStart> starts = pairs.stream().map(side).toList();
        return String.format(Locale.ROOT, "| %s | %s | %s | %s | %s | %s |%n", name,
                Figures.of(starts, ColdStart::init).text(0), Figures.of(starts, ColdStart::first).text(0),
                Figures.of(starts, ColdStart::total).text(0), Figures.of(starts, ColdStart::processor).text(0),
                Figures.of(starts, ColdStart::megabytes).text(0));
    }

    private static String warmRow(String name, Warm warm) {
        return String.format(Locale.ROOT, "| %s | %.2f | %.2f | %.0f | %.0f |%n", name, warm.millis().median(),
                warm.millis().percentile(0.99), warm.perSecond(), warm.megabytes());
    }

    String json() throws IOException {
        ObjectNode report = JSON.createObjectNode();
        report.put("kind", product.isNative() ? "native" : "jvm " + Runtime.version());
        report.put("machine", machine());
        report.put("packageBytes", product.zipSize());
        report.put("floorPackageBytes", floor.zipSize());
        for (Entry entry : entries) {
            ObjectNode node = report.withObjectProperty(entry.workload().function());
            if (entry.startedCold()) {
                cold(node.withObjectProperty("cold"), entry.coldStarts(), Pair::product);
                cold(node.withObjectProperty("floorCold"), entry.coldStarts(), Pair::floor);
                figures(node.withObjectProperty("coldRatio"), entry.coldStarts(), Pair::timeRatio);
                figures(node.withObjectProperty("processorRatio"), entry.coldStarts(), Pair::processorRatio);
                figures(node.withObjectProperty("memoryRatio"), entry.coldStarts(), Pair::memoryRatio);
            }
            warm(node.withObjectProperty("warm"), entry.warm().product());
            warm(node.withObjectProperty("floorWarm"), entry.warm().floor());
            ObjectNode calls = node.withObjectProperty("calls");
            RoundTrips trips = entry.roundTrips();
            for (String service : trips.cold().byService().keySet()) {
                ObjectNode of = calls.withObjectProperty(service);
                trips.start().operations(service).forEach(of.withArrayProperty("start")::add);
                trips.cold().operations(service).forEach(of.withArrayProperty("first")::add);
                of.set("later", JSON.valueToTree(trips.warmOperations(service)));
                of.put("firstMillis", trips.cold().millisIn(service));
                figures(of.withObjectProperty("laterMillis"), trips.warm(), made -> made.millisIn(service));
            }
            Figures withoutProvider = Figures.of(trips.warm(), Calls::millisWithoutProvider);
            node.withObjectProperty("withoutProvider").put("p50Millis", withoutProvider.median())
                    .put("p99Millis", withoutProvider.percentile(0.99));
            node.put("ownFirstMillis", trips.cold().ownMillis());
            figures(node.withObjectProperty("ownLaterMillis"), trips.warm(), Calls::ownMillis);
        }
        for (TransferPhases.Phase phase : phases) {
            phase.calls().forEach(report.withObjectProperty("transferPhases").withArrayProperty(phase.name())::add);
        }
        return JSON.writeValueAsString(report) + "\n";
    }

    private static void cold(ObjectNode node, List<Pair> pairs, Function<Pair, ColdStart> side) {
        List<ColdStart> starts = pairs.stream().map(side).toList();
        figures(node.withObjectProperty("initMillis"), starts, ColdStart::init);
        figures(node.withObjectProperty("firstInvokeMillis"), starts, ColdStart::first);
        figures(node.withObjectProperty("startToFirstAnswerMillis"), starts, ColdStart::total);
        figures(node.withObjectProperty("processorMillis"), starts, ColdStart::processor);
        figures(node.withObjectProperty("residentMegabytes"), starts, ColdStart::megabytes);
    }

    private static <T> void figures(ObjectNode node, List<T> samples, ToDoubleFunction<T> figure) {
        Figures figures = Figures.of(samples, figure);
        node.put("median", figures.median()).put("min", figures.min()).put("max", figures.max());
    }

    private static void warm(ObjectNode node, Warm warm) {
        node.put("p50Millis", warm.millis().median()).put("p99Millis", warm.millis().percentile(0.99))
                .put("requestsPerSecond", warm.perSecond()).put("residentMegabytes", warm.megabytes());
    }

    private static String machine() {
        int processors = Runtime.getRuntime().availableProcessors();
        String model = "";
        try {
            model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                    .findFirst().map(line -> " of " + line.substring(line.indexOf(':') + 1).trim()).orElse("");
        } catch (IOException e) {
            model = "";
        }
        return processors + " processors" + model + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }

    private record Entry(Workload workload, List<Pair> coldStarts, WarmPair warm, RoundTrips roundTrips) {

        private boolean startedCold() {
            return !coldStarts.isEmpty();
        }

        private boolean roundTripsAsExpected() {
            // The first request may also read a secret that the start did not.
            Map<String, List<String>> first = new TreeMap<>(roundTrips.cold().operations());
            first.remove("secrets");
            return first.equals(workload.calls())
                    && roundTrips.warm().stream().allMatch(calls -> calls.operations().equals(workload.calls()));
        }
    }
}
