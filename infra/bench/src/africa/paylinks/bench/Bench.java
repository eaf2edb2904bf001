package africa.paylinks.bench;

import africa.paylinks.packaged.FunctionPackage;
import africa.paylinks.packaged.PackagedFunction;
import africa.paylinks.packaged.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures the packaged functions beside the floor and writes {@code report.md} and {@code report.json}. */
public final class Bench {

    private static final Path OUT = Path.of("target", "bench");
    private static final int PAYMENTS_AT_ONCE = 50;

    private Bench() {
    }

    /** Options: {@code --runs 7 --requests 500 --warm-up 200 --function <name>}. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = options(arguments);
        int runs = Integer.parseInt(options.getOrDefault("runs", "7"));
        int requests = Integer.parseInt(options.getOrDefault("requests", "500"));
        int warmUp = Integer.parseInt(options.getOrDefault("warm-up", "200"));

        FunctionPackage product = FunctionPackage.unpack(Path.of("target", "function.zip"), OUT.resolve("product-task"));
        FunctionPackage bare = FunctionPackage.unpack(OUT.resolve("floor").resolve("function.zip"),
                OUT.resolve("floor-task"));
        Measurement measurement = new Measurement(
                PackagedFunction.Runtime.managed(Path.of("target", "runtime-interface-client")), OUT.resolve("logs"));
        Events events = new Events(Path.of("events"));

        try (Surroundings surroundings = Surroundings.start();
                Payments payments = new Payments(measurement, product, surroundings, events)) {
            Map<String, String> environment = surroundings.environment();
            Workload floor = new Workload("floor", bare, environment, events::floor, 200, List.of("PutItem"), 1);
            List<Workload> workloads = List.of(
                    new Workload("create-payment-link", product, environment, events::creation, 201,
                            List.of("TransactWriteItems", "TransactWriteItems"), 2),
                    new Workload("flot-webhook", product, environment, () -> events.completion(payments.next()), 200,
                            List.of("TransactWriteItems"), 1.5),
                    new Workload("get-payment", product, environment, () -> events.question(payments.first()), 200,
                            List.of("GetItem"), 1.5));

            Report report = new Report(product, bare, runs, requests);
            for (Workload workload : workloads) {
                if (!options.getOrDefault("function", workload.function()).equals(workload.function())) {
                    continue;
                }
                log(workload.function() + ": cold starts");
                var coldStarts = measurement.coldStarts(workload, floor, runs);
                log(workload.function() + ": warm requests");
                var warm = measurement.warm(workload, floor, warmUp, requests);
                log(workload.function() + ": round trips");
                var roundTrips = measurement.roundTrips(workload, surroundings.services(), warmUp);
                report.add(workload, coldStarts, warm, roundTrips);
            }
            Files.writeString(OUT.resolve("report.md"), report.markdown());
            Files.writeString(OUT.resolve("report.json"), report.json());
            System.out.println(report.markdown());
            if (!report.unexpectedRoundTrips().isEmpty()) {
                report.unexpectedRoundTrips().forEach(Bench::log);
                System.exit(1);
            }
        }
        System.exit(0);
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!List.of("--runs", "--requests", "--warm-up", "--function").contains(arguments[i])
                    || i + 1 == arguments.length) {
                System.err.println("usage: infra/bench/run [--runs N] [--requests N] [--warm-up N] [--function NAME]");
                System.exit(2);
            }
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return options;
    }

    private static void log(String line) {
        System.err.println(line);
    }

    /** Payments that wait to be completed or asked for, made by the product itself outside what is measured. */
    private static final class Payments implements AutoCloseable {

        private final Measurement measurement;
        private final Workload creation;
        private final Deque<String> made = new ArrayDeque<>();
        private PackagedFunction function;
        private String first;

        private Payments(Measurement measurement, FunctionPackage product, Surroundings surroundings, Events events) {
            this.measurement = measurement;
            this.creation = new Workload("create-payment-link", product, surroundings.environment(), events::creation,
                    201, List.of(), 1);
        }

        /** A payment that none of the others is taken from. */
        private String first() {
            if (first == null) {
                first = next();
            }
            return first;
        }

        private String next() {
            try {
                if (function == null) {
                    function = measurement.start(creation);
                }
                if (made.isEmpty()) {
                    for (int i = 0; i < PAYMENTS_AT_ONCE; i++) {
                        made.add(Events.paymentId(
                                Measurement.invoke(function, creation, creation.event().get()).text()));
                    }
                }
                return made.remove();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            if (function != null) {
                function.close();
            }
        }
    }
}
