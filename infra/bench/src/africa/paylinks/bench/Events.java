package africa.paylinks.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Fresh events made from the examples of {@code events/}: what is measured is what the documentation shows. */
final class Events {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAYMENT_ID = "pay_[a-z2-7]{26}";

    private final AtomicLong number = new AtomicLong();
    private final Path examples;

    Events(Path examples) {
        this.examples = examples;
    }

    /** An event for the floor, whose body is its key. */
    byte[] floor() {
        ObjectNode event = example("create-payment-link/momo");
        event.put("body", "floor-" + number.incrementAndGet());
        return bytes(event.toString());
    }

    /** A request for a link that nothing was asked for before. */
    byte[] creation() {
        String fresh = "bench-" + number.incrementAndGet();
        ObjectNode event = example("create-payment-link/momo");
        event.withObjectProperty("headers").put("idempotency-key", fresh);
        try {
            ObjectNode body = (ObjectNode) JSON.readTree(event.get("body").asText());
            event.put("body", body.put("orderId", fresh).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes(event.toString());
    }

    /** Flot's word that a payment is complete. */
    byte[] completion(String paymentId) {
        return bytes(example("flot-webhook/completed").toString().replaceAll(PAYMENT_ID, paymentId));
    }

    /** A merchant's question about a payment. */
    byte[] question(String paymentId) {
        return bytes(example("get-payment/by-id").toString().replaceAll(PAYMENT_ID, paymentId));
    }

    /** The payment that an answer to {@link #creation()} speaks of. */
    static String paymentId(String answer) throws IOException {
        return JSON.readTree(JSON.readTree(answer).required("body").asText()).required("id").asText();
    }

    private ObjectNode example(String name) {
        try {
            return (ObjectNode) JSON.readTree(examples.resolve(name + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String event) {
        return event.getBytes(StandardCharsets.UTF_8);
    }
}
