package africa.paylinks.bench;

import africa.paylinks.packaged.FunctionPackage;
import africa.paylinks.packaged.PackagedFunction;
import africa.paylinks.packaged.TestEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Measures the packaged functions beside the floor and writes {@code report.md} and {@code report.json}. */
public final class Bench {

    private static final Path OUT = Path.of("target", "bench");
    private static final String CREATION = "create-payment-link/momo";

    private Bench() {
    }

    /**
     * Options: {@code --runs 7 --requests 200 --warm-up 100}; {@code --function} and {@code --cold} take names of functions
     * with commas between them, or {@code all}: those that are measured, and those of them that are also started cold.
     */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = options(arguments);
        int runs = Integer.parseInt(options.getOrDefault("runs", "7"));
        int requests = Integer.parseInt(options.getOrDefault("requests", "200"));
        int warmUp = Integer.parseInt(options.getOrDefault("warm-up", "100"));
        String functions = options.getOrDefault("function", "all");
        String cold = options.getOrDefault("cold", "create-payment-link,flot-webhook,get-payment");

        FunctionPackage product = FunctionPackage.unpack(Path.of("target", "function.zip"), OUT.resolve("product-task"));
        FunctionPackage bare = FunctionPackage.unpack(OUT.resolve("floor").resolve("function.zip"),
                OUT.resolve("floor-task"));
        Measurement measurement = new Measurement(
                PackagedFunction.Runtime.managed(Path.of("target", "runtime-interface-client")), OUT.resolve("logs"));
        Events events = new Events(Path.of("events"));

        try (TestEnvironment surroundings = TestEnvironment.start();
                Payments payments = new Payments(measurement, product, surroundings, events)) {
            Workload floor = new Workload("floor", bare, surroundings.environment(), events::floor, 200,
                    Map.of("dynamodb", List.of("PutItem")), 1);
            Report report = new Report(product, bare, runs, requests);
            for (Workload workload : workloads(product, surroundings, events, payments)) {
                String function = workload.function();
                if (!names(functions, function)) {
                    continue;
                }
                List<Measurement.Pair> coldStarts = List.of();
                if (names(cold, function)) {
                    log(function + ": cold starts");
                    coldStarts = measurement.coldStarts(workload, floor, runs);
                }
                log(function + ": warm requests");
                var warm = measurement.warm(workload, floor, warmUp, requests);
                log(function + ": round trips");
                var roundTrips = measurement.roundTrips(workload, surroundings.services(), warmUp);
                report.add(workload, coldStarts, warm, roundTrips);
            }
            if (names(functions, "manage-transfers")) {
                log("manage-transfers, settle-transfers: phases of a transfer");
                report.add(new TransferPhases(measurement, product, surroundings, events).count());
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

    private static List<Workload> workloads(FunctionPackage product, TestEnvironment surroundings, Events events,
            Payments payments) {
        Map<String, String> environment = surroundings.environment();
        Webhooks webhooks = new Webhooks(events, payments, surroundings.sandbox());
        Supplier<String> asked = once(() -> payments.next(CREATION));
        Map<String, List<String>> proof = Map.of("dynamodb", List.of("TransactWriteItems"));
        List<String> hint = List.of("PutItem", "GetItem", "TransactWriteItems");
        Map<String, List<String>> question = Map.of("dynamodb", List.of("GetItem"));
        return List.of(
                new Workload("create-payment-link", product, environment, () -> events.creation(CREATION), 201,
                        Map.of("dynamodb", List.of("TransactWriteItems", "TransactWriteItems"),
                                "flot", List.of("POST /merchants/private/v1/payment-links")), 2),
                new Workload("flot-webhook", product, environment, webhooks::flot, 200, proof, 1.5),
                new Workload("fluid-webhook", product, environment, webhooks::fluid, 200, proof, 1.5),
                new Workload("flashpay-webhook", product, environment, webhooks::flashpay, 200, proof, 1.5),
                new Workload("flutterwave-webhook", product, environment, webhooks::flutterwave, 200,
                        Map.of("dynamodb", hint, "flutterwave", List.of("GET /transactions/{id}/verify")), 1.5),
                new Workload("kkiapay-webhook", product, environment, webhooks::kkiapay, 200,
                        Map.of("dynamodb", hint, "kkiapay", List.of("GET /transactions/{id}")), 1.5),
                new Workload("get-payment", product, environment,
                        () -> Events.bytes(events.about(asked.get(), "get-payment/by-id").toString()), 200, question, 1.5),
                new Workload("checkout-page", product, environment,
                        () -> Events.bytes(events.about(asked.get(), "checkout-page/page").toString()), 200, question, 1.5));
    }

    private static boolean names(String list, String function) {
        return list.equals("all") || List.of(list.split(",")).contains(function);
    }

    private static <T> Supplier<T> once(Supplier<T> expensive) {
        List<T> known = new ArrayList<>();
        return () -> {
            if (known.isEmpty()) {
                known.add(expensive.get());
            }
            return known.get(0);
        };
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!List.of("--runs", "--requests", "--warm-up", "--function", "--cold").contains(arguments[i])
                    || i + 1 == arguments.length) {
                System.err.println("usage: infra/bench/run [--runs N] [--requests N] [--warm-up N]"
                        + " [--function NAME,...|all] [--cold NAME,...|all|none]");
                System.exit(2);
            }
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return options;
    }

    private static void log(String line) {
        System.err.println(line);
    }
}
