package africa.paylinks.bench;

import africa.paylinks.packaged.FunctionPackage;
import africa.paylinks.packaged.PackagedFunction;
import africa.paylinks.packaged.TestEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Payments that wait for a webhook or a question, made by the product itself outside what is measured. */
final class Payments implements AutoCloseable {

    private static final int AT_ONCE = 50;

    private final Measurement measurement;
    private final Workload creation;
    private final Events events;
    private final Map<String, Deque<String>> made = new HashMap<>();
    private PackagedFunction function;

    Payments(Measurement measurement, FunctionPackage product, TestEnvironment surroundings, Events events) {
        this.measurement = measurement;
        this.creation = new Workload("create-payment-link", product, surroundings.environment(),
                () -> events.creation("create-payment-link/momo"), 201, Map.of(), 1);
        this.events = events;
    }

    /** A payment that this answers only once, as the given example asks for it. */
    String next(String example) {
        Deque<String> waiting = made.computeIfAbsent(example, none -> new ArrayDeque<>());
        try {
            if (function == null) {
                function = measurement.startUnmeasured(creation);
            }
            if (waiting.isEmpty()) {
                for (int i = 0; i < AT_ONCE; i++) {
                    waiting.add(Events.paymentId(
                            Measurement.invoke(function, creation, events.creation(example)).text()));
                }
            }
            return waiting.remove();
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
