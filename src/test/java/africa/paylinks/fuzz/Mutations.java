package africa.paylinks.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes bodies that nobody expects out of bodies that somebody sent: bytes are changed, cut, doubled and mixed, and where
 * a body is JSON, its values are replaced by others of every kind. The same seed makes the same body.
 */
public final class Mutations {

    private static final String[] TOKENS = {"{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-", "1e999999999", "-0.0",
        "1E-400", "99999999999999999999999999", "0.1", "é", "\uD83D\uDE00", "\u0000", "\uFEFF", "&", "=", "%", "%zz", "+", "leads[status][0][id]", "[]", "\n"};
    private static final String[] TEXTS = {"", " ", "null", "-1", "0", "5000", "50.00", "1e9", "1E+999999999", "NaN", "Infinity", "9223372036854775808",
        "COMPLETED", "successful", "SUCCESS", "failed", "refunded", "pay_unknown", "SLE", "XOF", "¤", "\u0000", "\uD800", "a\u202Eb", "1970-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59Z", "#", "WEBHOOK#flot", "../..", "${jndi:x}"};
    private static final int LONGEST = 70_000;
    /** Not the product's, which would hide from it what it refuses to read or to write. Trees are put into trees: they begin flat. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build()).build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final List<byte[]> corpus;

    /** @param corpus bodies as they are really sent */
    public Mutations(List<byte[]> corpus) {
        if (corpus.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to begin with");
        }
        this.corpus = List.copyOf(corpus);
    }

    /** The body of that seed. */
    public byte[] body(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        byte[] body = pick(random);
        int rounds = random.nextBoolean() ? 1 : 1 + random.nextInt(4);
        for (int i = 0; i < rounds; i++) {
            body = random.nextInt(3) == 0 ? changedBytes(body, random) : changedValue(body, random);
        }
        return body.length <= LONGEST ? body : Arrays.copyOf(body, LONGEST);
    }

    private byte[] pick(Random random) {
        return corpus.get(random.nextInt(corpus.size())).clone();
    }

    private byte[] changedBytes(byte[] body, Random random) {
        int at = random.nextInt(body.length + 1);
        switch (random.nextInt(7)) {
            case 0:
                return Arrays.copyOf(body, at);
            case 1:
                return joined(Arrays.copyOf(body, at), TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8), tail(body, at));
            case 2:
                byte[] other = pick(random);
                return joined(Arrays.copyOf(body, at), tail(other, random.nextInt(other.length + 1)));
            case 3:
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                return joined(Arrays.copyOf(body, at), noise, tail(body, Math.min(body.length, at + random.nextInt(8))));
            case 4:
                return joined(body, body);
            case 5:
                String deep = (random.nextBoolean() ? "[" : "{\"a\":").repeat(1 + random.nextInt(2_000));
                return joined(Arrays.copyOf(body, at), deep.getBytes(StandardCharsets.UTF_8), tail(body, at));
            default:
                if (body.length > 0) {
                    body[Math.min(at, body.length - 1)] ^= (byte) (1 << random.nextInt(8));
                }
                return body;
        }
    }

    private byte[] changedValue(byte[] body, Random random) {
        try {
            return JSON.readTree(body) instanceof ObjectNode tree ? JSON.writeValueAsBytes(changed(tree, random)) : changedBytes(body, random);
        } catch (IOException | ArithmeticException | NumberFormatException notJson) {
            return changedBytes(body, random);
        }
    }

    private static ObjectNode changed(ObjectNode tree, Random random) {
        List<JsonNode> places = new ArrayList<>();
        collect(tree, places);
        JsonNode place = places.get(random.nextInt(places.size()));
        if (place instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.isEmpty() || random.nextInt(8) == 0 ? TEXTS[random.nextInt(TEXTS.length)] : names.get(random.nextInt(names.size()));
            if (random.nextInt(6) == 0) {
                object.remove(name);
            } else {
                object.set(name, value(random, tree));
            }
        } else if (place instanceof ArrayNode array) {
            if (array.isEmpty() || random.nextBoolean()) {
                array.add(value(random, tree));
            } else {
                array.set(random.nextInt(array.size()), value(random, tree));
            }
        }
        return tree;
    }

    private static void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainerNode()) {
            places.add(node);
            node.forEach(child -> collect(child, places));
        }
    }

    private static JsonNode value(Random random, JsonNode tree) {
        ObjectNode holder = JSON.createObjectNode();
        switch (random.nextInt(11)) {
            case 0 -> holder.putNull("v");
            case 1 -> holder.put("v", random.nextBoolean());
            case 2 -> holder.put("v", random.nextLong());
            case 3 -> holder.put("v", random.nextInt(20_000) - 5_000);
            case 4 -> holder.put("v", new java.math.BigDecimal(random.nextInt(2_000_000)).movePointLeft(random.nextInt(12)));
            case 5 -> holder.put("v", new java.math.BigDecimal("1E" + (random.nextInt(2_000_000_000) - 1_000_000_000)));
            case 6 -> holder.put("v", TEXTS[random.nextInt(TEXTS.length)].repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 3_000 : 3)));
            case 7 -> holder.putArray("v").add(random.nextInt(9)).add("x");
            case 8 -> holder.putObject("v").put("id", random.nextInt()).put("status", TEXTS[random.nextInt(TEXTS.length)]);
            case 9 -> holder.set("v", tree.deepCopy());
            default -> {
                List<JsonNode> values = new ArrayList<>();
                for (Map.Entry<String, JsonNode> field : tree.properties()) {
                    values.add(field.getValue());
                }
                holder.set("v", values.isEmpty() ? tree.deepCopy() : values.get(random.nextInt(values.size())).deepCopy());
            }
        }
        return holder.get("v");
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
