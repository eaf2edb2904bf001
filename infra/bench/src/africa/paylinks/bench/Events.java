package africa.paylinks.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

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
        event.put("body", fresh());
        return bytes(event.toString());
    }

    /** A request for a link that nothing was asked for before. */
    byte[] creation(String example) {
        String fresh = fresh();
        ObjectNode event = example(example);
        event.withObjectProperty("headers").put("idempotency-key", fresh);
        return bytes(withBody(event, body -> body.put("orderId", fresh)).toString());
    }

    /** An example that speaks of the given payment. */
    ObjectNode about(String paymentId, String example) {
        return (ObjectNode) read(example(example).toString().replaceAll(PAYMENT_ID, paymentId));
    }

    /** What no other event says. */
    String fresh() {
        return "bench-" + number.incrementAndGet();
    }

    /** The event with its JSON body changed. */
    static ObjectNode withBody(ObjectNode event, Consumer<ObjectNode> change) {
        ObjectNode body = (ObjectNode) read(event.required("body").asText());
        change.accept(body);
        return event.put("body", body.toString());
    }

    /** The payment that an answer to {@link #creation} speaks of. */
    static String paymentId(String answer) {
        return read(read(answer).required("body").asText()).required("id").asText();
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(String event) {
        return event.getBytes(StandardCharsets.UTF_8);
    }

    /** An example as it is. */
    ObjectNode example(String name) {
        try {
            return (ObjectNode) JSON.readTree(examples.resolve(name + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
